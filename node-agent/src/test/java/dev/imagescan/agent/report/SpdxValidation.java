package dev.imagescan.agent.report;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.spdx.core.CoreModelObject;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.library.SpdxModelFactory;
import org.spdx.library.model.v2.SpdxDocument;
import org.spdx.storage.simple.InMemSpdxStore;

/** Asks SPDX's own library whether a document is one. */
final class SpdxValidation {

  private SpdxValidation() {}

  /** What is wrong with a document; nothing when it is valid. */
  static List<String> of(String json) throws Exception {
    // Without this the library asks spdx.org for the list of licences.
    System.setProperty("org.spdx.useJARLicenseInfoOnly", "true");
    SpdxModelFactory.init();
    MultiFormatStore store =
        new MultiFormatStore(new InMemSpdxStore(), MultiFormatStore.Format.JSON);
    CoreModelObject document =
        store.deSerialize(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), false);
    // A licence's old id is on the list as well; who made the package chose it.
    return ((SpdxDocument) document)
        .verify().stream().filter(wrong -> !wrong.contains(" is deprecated.")).toList();
  }
}
