package dev.imagescan.agent.packages.java;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an archive's file name tells: repositories write {@code artifact-version[-classifier].jar}.
 *
 * @param stem the name without its ending
 * @param artifact what stands before the version; the stem when there is none
 * @param version with what stands behind it; empty when there is none
 */
record FileName(String stem, String artifact, String version) {

  private static final Pattern DIGIT_FIRST = Pattern.compile("\\d.*");

  /** Words within a version, such as 1.0-rc-2. */
  private static final Set<String> QUALIFIERS =
      Set.of(
          "alpha",
          "beta",
          "m",
          "milestone",
          "rc",
          "cr",
          "b",
          "build",
          "ga",
          "sp",
          "release",
          "final",
          "ea",
          "snapshot",
          "pre",
          "preview",
          "incubating");

  /** Eclipse puts an underscore before the version, others a dot. */
  private static final Pattern OTHERWISE =
      Pattern.compile("(?<artifact>[A-Za-z][\\w.-]*?)(?:_|\\.)(?<version>\\d+\\.\\d[\\w.+-]*)");

  static FileName of(String fileName) {
    String stem = fileName.substring(0, Math.max(fileName.lastIndexOf('.'), 0));
    String bounded = stem.length() > 255 ? "" : stem;
    List<String> words = List.of(bounded.split("-"));
    int first = firstOfVersion(words);
    if (first > 0) {
      String artifact = String.join("-", words.subList(0, first));
      return new FileName(bounded, artifact, bounded.substring(artifact.length() + 1));
    }
    Matcher otherwise = OTHERWISE.matcher(bounded);
    return otherwise.matches()
        ? new FileName(bounded, otherwise.group("artifact"), otherwise.group("version"))
        : new FileName(bounded, bounded, "");
  }

  /**
   * The word that the version begins with: going back from the last that begins with a digit, as
   * long as what stands before may belong to it. In log4j-1.2-api-2.17 "api" ends it.
   */
  private static int firstOfVersion(List<String> words) {
    int first = words.size() - 1;
    while (first > 0 && !isNumber(words.get(first))) {
      first--;
    }
    if (first <= 0) {
      return 0;
    }
    for (int i = first - 1; i > 0 && (isNumber(words.get(i)) || isQualifier(words.get(i))); i--) {
      first = isNumber(words.get(i)) ? i : first;
    }
    return first;
  }

  private static boolean isNumber(String word) {
    return DIGIT_FIRST.matcher(word).matches();
  }

  private static boolean isQualifier(String word) {
    return QUALIFIERS.contains(word.toLowerCase(Locale.ROOT));
  }

  boolean hasVersion() {
    return !version.isEmpty();
  }
}
