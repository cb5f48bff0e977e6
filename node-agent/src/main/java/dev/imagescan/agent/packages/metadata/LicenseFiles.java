package dev.imagescan.agent.packages.metadata;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.licenses.LicenseFile;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The licence files that lie beside a package: what they say counts where the package's metadata
 * names no licence of the SPDX list. Files that say different things say nothing: whether one may
 * be chosen or all hold, nobody knows.
 */
public final class LicenseFiles {

  /** Longer ones are the notices of everything that a product contains. */
  static final int MAX_BYTES = 256 << 10;

  /** How many of one directory are read. */
  private static final int MAX_FILES = 8;

  /** The package's own licence. */
  private static final Pattern WHOLE =
      Pattern.compile(
          "(?i)(?:mit[-_.])?(?:(?:un)?licen[cs]e|copying)(?:\\.(?:txt|md|markdown|rst))?");

  /** One named by what it holds, such as LICENSE-MIT or LICENSE.APACHE2. */
  private static final Pattern PART =
      Pattern.compile("(?i)(?:licen[cs]e|copying)[-_.][a-z0-9._-]{1,40}?(?:\\.(?:txt|md|rst))?");

  /** What is not for reading. */
  private static final Pattern NO_TEXT =
      Pattern.compile(
          "(?i).*\\.(?:[cm]?[jt]sx?|json|py|pyc|rb|php|html?|map|spdx|xml|ya?ml|css|h)");

  /** One that names two others of which either may be chosen. */
  private static final Pattern EITHER =
      Pattern.compile(
          "(?i)\\Weither\\W+of\\s+the\\s+licen[cs]es\\s+found\\s+in"
              + "\\s+(?<one>[\\w.-]{1,60})\\s+or\\s+(?<other>[\\w.-]{0,60}\\w)");

  private LicenseFiles() {}

  /**
   * What is declared, if the SPDX list has any part of it; otherwise what the files say, if the
   * list has all of that, or what is declared after all.
   */
  public static License decide(
      Optional<LicenseExpression> declared, Supplier<Optional<LicenseExpression>> files) {
    if (declared.filter(LicenseFiles::isPartlyListed).isPresent()) {
      return license(declared, Evidence.DECLARED);
    }
    Optional<LicenseExpression> text = files.get();
    if (declared.isEmpty() || text.filter(LicenseExpression::listed).isPresent()) {
      return license(text, Evidence.TEXT);
    }
    return license(declared, Evidence.DECLARED);
  }

  /** Whether any part is a licence of the SPDX list. */
  public static boolean isPartlyListed(LicenseExpression expression) {
    return switch (expression) {
      case LicenseExpression.Single single -> single.listed();
      case LicenseExpression.All(var parts) ->
          parts.stream().anyMatch(LicenseFiles::isPartlyListed);
      case LicenseExpression.Any(var parts) ->
          parts.stream().anyMatch(LicenseFiles::isPartlyListed);
    };
  }

  private static License license(Optional<LicenseExpression> known, Evidence evidence) {
    return known
        .map(expression -> new License(expression.bounded(), evidence))
        .orElse(License.UNKNOWN);
  }

  /** What the licence files in a directory say. */
  public static Optional<LicenseExpression> in(Source source, String directory) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    return among(
        source,
        source.list(directory).stream().map(prefix::concat).filter(LicenseFiles::is).toList());
  }

  /** Whether a file is a licence by its name. */
  public static boolean is(String path) {
    String name = name(path);
    return WHOLE.matcher(name).matches()
        || PART.matcher(name).matches() && !NO_TEXT.matcher(name).matches();
  }

  /** What these licence files say together. */
  public static Optional<LicenseExpression> among(Source source, List<String> paths) {
    // The Lesser GPL's text is the GPL's with another file of permissions.
    List<String> lesser =
        paths.stream().filter(path -> name(path).matches("(?i).*lesser.*|.*lgpl.*")).toList();
    if (lesser.size() == 1) {
      return at(source, lesser.getFirst());
    }
    List<String> whole =
        paths.stream().filter(path -> WHOLE.matcher(name(path)).matches()).toList();
    List<LicenseExpression> said =
        (whole.isEmpty() ? paths : whole)
            .stream()
                .limit(MAX_FILES)
                .map(path -> text(source, path).flatMap(text -> said(source, path, text)))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    return said.size() == 1 ? Optional.of(said.getFirst()) : Optional.empty();
  }

  /** What a text says, or the two that it names and leaves to choose from. */
  private static Optional<LicenseExpression> said(Source source, String path, String text) {
    Matcher either = EITHER.matcher(text);
    if (!either.find()) {
      return LicenseFile.read(text);
    }
    String directory = path.substring(0, path.length() - name(path).length());
    List<LicenseExpression> both =
        Stream.of(either.group("one"), either.group("other"))
            .filter(LicenseFiles::is)
            .map(name -> at(source, directory + name))
            .flatMap(Optional::stream)
            .toList();
    return both.size() == 2 ? Optional.of(LicenseExpression.any(both)) : Optional.empty();
  }

  /** What a file says, if it is there. */
  public static Optional<LicenseExpression> at(Source source, String path) {
    return text(source, path).flatMap(LicenseFile::read);
  }

  private static Optional<String> text(Source source, String path) {
    Optional<RootFile> there = source.open(path);
    if (there.isEmpty()) {
      return Optional.empty();
    }
    try (RootFile file = there.get()) {
      return file.size() > MAX_BYTES
          ? Optional.empty()
          : Optional.of(new String(file.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
    } catch (UnreadableException e) {
      source.problem(path, e.why());
    } catch (IOException _) {
      source.problem(path, Unreadable.IO_ERROR);
    }
    return Optional.empty();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
