package dev.imagescan.agent.packages.golang;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a main module that was built from a directory, which Go before 1.24 did not
 * record: what the builders had the linker write into a variable of their own that is called a
 * version, or else the revision that the directory was at.
 */
final class MainVersion {

  private static final String MAIN = "main";

  /** Names of variables that hold the program's version; others' versions are not it. */
  private static final Pattern VARIABLE =
      Pattern.compile("(?!(?i:go|api|min|max|schema))[A-Za-z0-9]*(?:[vV]er(?:sion)?|[tT]ag)");

  /** A version, perhaps behind what names it (refs/tags/v1.2.3). */
  private static final Pattern VERSION =
      Pattern.compile("(?:\\S{1,200}/)?v?(\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}[-+.~\\w]{0,100})");

  private static final Pattern REVISION = Pattern.compile("[0-9a-f]{12,64}");
  private static final Pattern MAJOR = Pattern.compile("[/.]v([0-9]{1,9})$");
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

  private MainVersion() {}

  /** The version with its leading "v", or empty when nothing tells it. */
  static Optional<String> of(String modulePath, Modules modules) {
    return fromLinkerFlags(modulePath, modules).or(() -> fromRevision(modulePath, modules));
  }

  private static Optional<String> fromLinkerFlags(String modulePath, Modules modules) {
    List<String> words = Quoted.words(modules.settings().getOrDefault(Modules.LINKER_FLAGS, ""));
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).replaceFirst("^--", "-");
      String assignment = "";
      if (word.equals("-X") && i + 1 < words.size()) {
        assignment = words.get(++i);
      } else if (word.startsWith("-X=")) {
        assignment = word.substring(3).replaceAll("^['\"]|['\"]$", "");
      }
      Optional<String> version = version(modulePath, assignment);
      if (version.isPresent()) {
        return version;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> version(String modulePath, String assignment) {
    int equals = assignment.indexOf('=');
    int dot = assignment.lastIndexOf('.', Math.max(equals, 0));
    if (equals < 0 || dot < 0) {
      return Optional.empty();
    }
    String owner = assignment.substring(0, dot);
    boolean own =
        owner.equals(MAIN) || owner.equals(modulePath) || owner.startsWith(modulePath + "/");
    Matcher value = VERSION.matcher(assignment.substring(equals + 1));
    return own
            && VARIABLE.matcher(assignment.substring(dot + 1, equals)).matches()
            && value.lookingAt()
        ? Optional.of("v" + value.group(1))
        : Optional.empty();
  }

  /** The revision in the writing that Go gives to versions without a tag. */
  private static Optional<String> fromRevision(String modulePath, Modules modules) {
    String revision = modules.settings().getOrDefault(Modules.REVISION, "");
    String time = modules.settings().getOrDefault(Modules.REVISION_TIME, "");
    if (!REVISION.matcher(revision).matches()) {
      return Optional.empty();
    }
    Matcher major = MAJOR.matcher(modulePath);
    try {
      String seconds = SECONDS.format(Instant.parse(time).atOffset(ZoneOffset.UTC));
      return Optional.of(
          "v%s.0.0-%s-%s"
              .formatted(major.find() ? major.group(1) : "0", seconds, revision.substring(0, 12)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
