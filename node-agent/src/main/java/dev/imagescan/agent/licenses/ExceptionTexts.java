package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.LicenseExpression.All;
import dev.imagescan.agent.licenses.LicenseExpression.Single;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Exceptions whose texts were found. An expression has no place for one without its licence, so it
 * is a LicenseRef until its licence is found, too.
 */
final class ExceptionTexts {

  private static final String REF = "LicenseRef-";

  private ExceptionTexts() {}

  /** What stands for a text of this id until all texts are known. */
  static LicenseExpression named(String id) {
    return LicenseExpression.of(SpdxList.exception(id).isPresent() ? REF + id : id);
  }

  /** Joins each exception to the licence before it that it can belong to, or else to the next. */
  static LicenseExpression join(LicenseExpression found) {
    if (!(found instanceof All(List<LicenseExpression> parts))) {
      return found;
    }
    List<LicenseExpression> joined = new ArrayList<>(parts);
    for (LicenseExpression part : parts) {
      Optional<String> exception = exception(part);
      if (exception.isPresent()) {
        int place = joined.indexOf(part);
        int base = base(joined, place, exception.get());
        if (base >= 0) {
          joined.set(base, LicenseNames.with(joined.get(base), exception.get()));
          joined.remove(place);
        }
      }
    }
    return LicenseExpression.all(joined);
  }

  private static Optional<String> exception(LicenseExpression part) {
    return part instanceof Single(String id, String _) && id.startsWith(REF)
        ? SpdxList.exception(id.substring(REF.length()))
        : Optional.empty();
  }

  private static int base(List<LicenseExpression> parts, int place, String exception) {
    String family =
        exception.startsWith("LLVM") || exception.startsWith("Swift") ? "Apache-2.0" : "GPL-";
    for (int i = place - 1; i >= 0; i--) {
      if (belongs(parts.get(i), family)) {
        return i;
      }
    }
    for (int i = place + 1; i < parts.size(); i++) {
      if (belongs(parts.get(i), family)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean belongs(LicenseExpression part, String family) {
    return part instanceof Single(String id, String none)
        && none == null
        && id.contains(family)
        && !id.startsWith(REF);
  }
}
