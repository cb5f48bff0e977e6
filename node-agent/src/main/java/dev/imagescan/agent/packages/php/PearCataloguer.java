package dev.imagescan.agent.packages.php;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Packages of PEAR and extensions of PECL: by PEAR's registry, a file a package. A package's name
 * has the channel that it comes from before it, as in {@code pecl.php.net/redis}.
 */
public final class PearCataloguer implements Cataloguer {

  /** Longer ones list more files than a package has. */
  private static final int MAX_BYTES = 1 << 20;

  private static final String REGISTRY = ".registry";
  private static final String CHANNEL = ".channel.";

  /** Where packages come from that do not say it: PEAR once had no other channel. */
  private static final String FIRST_CHANNEL = "pear.php.net";

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,200}");
  private static final Pattern CHANNEL_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/-]{0,200}");
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Ending(".reg"));
  }

  @Override
  public boolean wants(String path) {
    String[] names = path.split("/");
    int folder = names.length - 2;
    return folder >= 0 && names[folder].equals(REGISTRY)
        || folder >= 1 && names[folder].startsWith(CHANNEL) && names[folder - 1].equals(REGISTRY);
  }

  @Override
  public void read(Source source) throws IOException {
    byte[] bytes = source.file().readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new UnreadableException(source.path(), Unreadable.TOO_LARGE);
    }
    RegisteredPackage pear =
        RegisteredPackage.read(source.path(), new String(bytes, StandardCharsets.ISO_8859_1));
    String channel = Optional.ofNullable(pear.channel()).orElse(channel(source));
    if (pear.name() == null
        || pear.version() == null
        || !NAME.matcher(pear.name()).matches()
        || !CHANNEL_NAME.matcher(channel).matches()
        || !VERSION.matcher(pear.version()).matches()) {
      throw new UnreadableException(source.path(), Unreadable.MALFORMED);
    }
    Package found = Package.of(PackageType.PEAR, channel + "/" + pear.name(), pear.version());
    source.add(
        source.identityOnly()
            ? found
            : found.license(
                LicenseFiles.decide(
                    DeclaredLicense.nameAndUrl(pear.license(), pear.licenseUrl()),
                    Optional::empty)));
  }

  private static String channel(Source source) {
    String folder = source.directory().substring(source.directory().lastIndexOf('/') + 1);
    return folder.startsWith(CHANNEL) ? folder.substring(CHANNEL.length()) : FIRST_CHANNEL;
  }
}
