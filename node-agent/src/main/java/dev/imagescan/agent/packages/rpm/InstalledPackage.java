package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.packages.rpm.Header.Tag;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What names a package. The version is written as rpm's tools do: epoch, a colon, version, a dash
 * and release; without an epoch and its colon where the package has none, which is not the same as
 * the epoch 0.
 *
 * @param architecture or null
 * @param source the source package's name if it differs, or null
 */
record InstalledPackage(String name, String version, String architecture, String source) {

  private static final Pattern NAME = Pattern.compile("[!-.0-9;-~]{1,255}");
  private static final Pattern PART = Pattern.compile("[!-.0-9;-~]{1,120}");
  private static final Pattern ARCHITECTURE = Pattern.compile("[A-Za-z0-9_.-]{1,32}");
  private static final Pattern EPOCH = Pattern.compile("[0-9]{1,10}");

  /** A source package's file: name, version, release and an ending; "nosrc" if it cannot be had. */
  private static final Pattern SOURCE =
      Pattern.compile("([!-.0-9;-~]{1,255})-[^-]{1,120}-[^-]{1,120}\\.(?:no)?src\\.rpm");

  private static final int MAX_TEXT = 512;

  /** What a header names; empty when its name or version is not one. */
  static Optional<InstalledPackage> of(Header header) {
    OptionalLong epoch = header.number(Tag.EPOCH, 0);
    return of(
        text(header, Tag.NAME),
        epoch.isPresent() ? Long.toString(epoch.getAsLong()) : "",
        text(header, Tag.VERSION) + "-" + text(header, Tag.RELEASE),
        text(header, Tag.ARCH),
        text(header, Tag.SOURCERPM));
  }

  /**
   * What these name; empty when the name or the version is not one.
   *
   * @param epoch or an empty text
   * @param versionAndRelease with the dash between them
   */
  static Optional<InstalledPackage> of(
      String name, String epoch, String versionAndRelease, String architecture, String sourceFile) {
    int dash = versionAndRelease.lastIndexOf('-');
    boolean isOne =
        NAME.matcher(name).matches()
            && dash > 0
            && PART.matcher(versionAndRelease.substring(0, dash)).matches()
            && PART.matcher(versionAndRelease.substring(dash + 1)).matches();
    if (!isOne) {
      return Optional.empty();
    }
    Matcher source = SOURCE.matcher(sourceFile);
    boolean named = source.matches() && !source.group(1).equals(name);
    return Optional.of(
        new InstalledPackage(
            name,
            (EPOCH.matcher(epoch).matches() ? epoch + ":" : "") + versionAndRelease,
            ARCHITECTURE.matcher(architecture).matches() ? architecture : null,
            named ? source.group(1) : null));
  }

  /** Whether the header stands for a key that signatures are checked with. */
  static boolean isKey(Header header) {
    return text(header, Tag.NAME).equals("gpg-pubkey") && !header.has(Tag.ARCH);
  }

  private static String text(Header header, Tag tag) {
    return header.text(tag, MAX_TEXT).orElse("");
  }
}
