package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.packages.Package;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a Java runtime's release file says of it. */
record JvmRelease(Map<String, String> values) {

  private static final Set<String> WANTED =
      Set.of(
          "IMPLEMENTOR",
          "JAVA_VERSION",
          "JAVA_RUNTIME_VERSION",
          "FULL_VERSION",
          "IMAGE_TYPE",
          "BUILD_TYPE");

  private static final int MAX_LINES = 1000;

  JvmRelease {
    values = Map.copyOf(values);
  }

  /** The release; empty when the file is not that of a Java runtime. */
  static Optional<JvmRelease> read(InputStream in) throws IOException {
    Map<String, String> values = new HashMap<>();
    Lines lines = new Lines(in);
    String line = lines.next();
    for (int n = 0; line != null && n < MAX_LINES; line = lines.next(), n++) {
      int split = Math.max(line.indexOf('='), 0);
      if (WANTED.contains(line.substring(0, split))) {
        values.put(line.substring(0, split), line.substring(split + 1).replace("\"", "").strip());
      }
    }
    JvmRelease release = new JvmRelease(values);
    return Package.isPlain(release.version()) ? Optional.of(release) : Optional.empty();
  }

  /** The whole version where it is given, with build number and vendor's suffix. */
  String version() {
    String java = get("JAVA_VERSION");
    String full = get("FULL_VERSION");
    boolean fits = full.split("\\.")[0].equals(java.split("\\.")[0]);
    return List.of(get("JAVA_RUNTIME_VERSION"), fits ? full : "", java).stream()
        .filter(version -> !version.isEmpty())
        .findFirst()
        .orElse("");
  }

  /**
   * Vendor and product, as vulnerability databases name them.
   *
   * @param compiles whether it is a development kit
   */
  String product(String directory, boolean compiles) {
    String vendor = get("IMPLEMENTOR").toLowerCase(Locale.ROOT).replace(" ", "");
    String kit = compiles || !get("IMAGE_TYPE").equalsIgnoreCase("JRE") ? "jdk" : "jre";
    if (vendor.contains("azul") || directory.contains("zulu")) {
      return "azul/zulu";
    }
    if (vendor.contains("sun")) {
      return "sun/" + kit;
    }
    if (vendor.contains("ibm") || directory.contains("/ibm")) {
      return compiles ? "ibm/java_sdk" : "ibm/java";
    }
    boolean ofOracle = vendor.contains("oracle") || directory.contains("oracle");
    return ofOracle || get("BUILD_TYPE").contains("commercial")
        ? "oracle/" + kit
        : "oracle/openjdk";
  }

  private String get(String name) {
    return values.getOrDefault(name, "");
  }
}
