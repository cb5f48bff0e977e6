package dev.imagescan.agent.packages.alpine;

import dev.imagescan.agent.licenses.SpdxParser;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The records of apk's database of installed packages: lines of a letter, a colon and a value, with
 * an empty line after each package. Only the lines of interest are kept.
 */
final class Records {

  private static final String WANTED = "PVALo";
  private static final Pattern NAME = Pattern.compile("[!-9;-~]{1,255}");
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");
  private static final Pattern ARCHITECTURE = Pattern.compile("[A-Za-z0-9_.-]{1,32}");

  private final Lines lines;

  Records(InputStream in) {
    lines = new Lines(in);
  }

  /** The next package's lines by their letters; null at the end of the file. */
  Map<Character, String> next() throws IOException {
    Map<Character, String> record = new HashMap<>();
    boolean any = false;
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isEmpty() && any) {
        return record;
      }
      any |= !line.isEmpty();
      if (line.length() > 2 && line.charAt(1) == ':' && WANTED.indexOf(line.charAt(0)) >= 0) {
        record.put(line.charAt(0), line.substring(2).strip());
      }
    }
    return any ? record : null;
  }

  /** The package of a record; null when it has no proper name and version. */
  static Package asPackage(Map<Character, String> record) {
    String name = record.getOrDefault('P', "");
    String version = record.getOrDefault('V', "");
    if (!NAME.matcher(name).matches() || !VERSION.matcher(version).matches()) {
      return null;
    }
    String architecture = record.getOrDefault('A', "");
    String origin = record.getOrDefault('o', "");
    return new Package(
        PackageType.APK,
        name,
        version,
        ARCHITECTURE.matcher(architecture).matches() ? architecture : null,
        NAME.matcher(origin).matches() && !origin.equals(name) ? origin : null,
        license(record.getOrDefault('L', "")));
  }

  private static License license(String declared) {
    return SpdxParser.parse(declared)
        .map(expression -> new License(expression.bounded(), Evidence.DECLARED))
        .orElse(License.UNKNOWN);
  }
}
