package dev.imagescan.agent.node;

import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import java.util.ArrayList;
import java.util.List;

/**
 * An image's packages, divided into what one object can hold: the report itself and its parts. The
 * same packages are always divided in the same way.
 *
 * @param first what goes into the report
 * @param parts what goes into each of its parts
 * @param cut whether there are more packages than all of these hold
 */
record ReportParts(List<ReportedPackage> first, List<List<ReportedPackage>> parts, boolean cut) {

  /** How many parts a report has at most. */
  static final int MAX_PARTS = 8;

  private static final int MAX_PACKAGES = 5000;
  // etcd takes 1.5 MiB at most, and an object that it refuses would be tried again for ever.
  private static final int MAX_BYTES = 1 << 20;

  static ReportParts of(ImageReportStatus status) {
    List<List<ReportedPackage>> lists = new ArrayList<>();
    List<ReportedPackage> list = new ArrayList<>();
    int left = MAX_BYTES - StoredSize.of(status.with(null, null, false));
    for (ReportedPackage next :
        status.packages() == null ? List.<ReportedPackage>of() : status.packages()) {
      int size = StoredSize.of(next) + 1;
      if (size > left || list.size() == MAX_PACKAGES) {
        lists.add(list);
        list = new ArrayList<>();
        left = MAX_BYTES;
      }
      left -= size;
      list.add(next);
    }
    lists.add(list);
    boolean cut = lists.size() > MAX_PARTS + 1;
    return new ReportParts(
        lists.getFirst(), lists.subList(1, cut ? MAX_PARTS + 1 : lists.size()), cut);
  }
}
