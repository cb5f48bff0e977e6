package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.packages.archive.Entry;
import dev.imagescan.agent.packages.archive.ZipArchive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files of interest in an archive, each list in the order in which they lie in it.
 *
 * @param manifest none or one; of several the first, as the JVM reads it
 * @param properties Maven's notes about what was built or shaded, by directory
 * @param projects the pom.xml files of the same, by directory
 */
record Contents(
    List<Entry> manifest,
    Map<String, Entry> properties,
    Map<String, Entry> projects,
    List<Entry> licenses,
    List<Entry> nested) {

  /** Endings of Java archives, and of archives that hold some. */
  static final Set<String> ENDINGS =
      Set.of(
          "jar", "war", "ear", "par", "sar", "nar", "hpi", "jpi", "kar", "far", "lpkg", "rar",
          "zap");

  /** No honest archive has more files of interest. */
  private static final int MAX_ENTRIES = 10_000;

  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String PROPERTIES = "pom.properties";
  private static final String PROJECT = "pom.xml";
  private static final Pattern BUILT = Pattern.compile("(?:.*/)?META-INF/maven/[^/]+/[^/]+");

  /** Names with more to them are often those of texts for what is shaded in. */
  private static final Set<String> LICENSES =
      Set.of(
          "license",
          "license.txt",
          "license.md",
          "license.html",
          "licence",
          "licence.txt",
          "licence.md",
          "copying",
          "copying.txt",
          "copying.lesser");

  /** Reads an archive's directory. */
  static Contents of(ZipArchive zip) throws IOException {
    Contents contents =
        new Contents(
            new ArrayList<>(),
            new HashMap<>(),
            new HashMap<>(),
            new ArrayList<>(),
            new ArrayList<>());
    zip.entries(Contents::isOfInterest, MAX_ENTRIES).forEach(contents::add);
    return contents;
  }

  private static boolean isOfInterest(String name) {
    return name.endsWith(PROPERTIES)
        || name.endsWith(PROJECT)
        || MANIFEST.equalsIgnoreCase(name)
        || isJava(name)
        || isLicense(name);
  }

  private void add(Entry entry) {
    String name = entry.name();
    if (name.endsWith(PROPERTIES)) {
      properties.putIfAbsent(entry.directory(), entry);
    } else if (name.endsWith(PROJECT)) {
      if (BUILT.matcher(entry.directory()).matches()) {
        projects.putIfAbsent(entry.directory(), entry);
      }
    } else if (MANIFEST.equalsIgnoreCase(name)) {
      if (manifest.isEmpty()) {
        manifest.add(entry);
      }
    } else if (isJava(name)) {
      nested.add(entry);
    } else {
      licenses.add(entry);
    }
  }

  /** Whether a file of this name is a Java archive, rather than one that may hold some. */
  static boolean isJava(String name) {
    int dot = name.length() - 4;
    return (dot > 0 && name.charAt(dot) == '.' && ENDINGS.contains(lower(name.substring(dot + 1))))
        || (dot > 1 && name.charAt(dot - 1) == '.' && lower(name.substring(dot)).equals("lpkg"));
  }

  private static boolean isLicense(String name) {
    int slash = name.lastIndexOf('/');
    boolean there = slash < 0 || name.regionMatches(true, 0, "META-INF/", 0, slash + 1);
    return there && name.length() < 32 && LICENSES.contains(lower(name.substring(slash + 1)));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
