package dev.imagescan.agent.packages.wordpress;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plugins of WordPress: by the comment at the top of a plugin's main file, {@code
 * wp-content/plugins/NAME/ANY.php}. WordPress reads the first 8 KiB of each such file; its folder's
 * name is the plugin's.
 *
 * @see <a href="https://developer.wordpress.org/plugins/plugin-basics/header-requirements/">Header
 *     requirements</a>
 */
public final class WordPressCataloguer implements Cataloguer {

  /** As much as WordPress reads. */
  private static final int MAX_BYTES = 8 << 10;

  private static final Pattern MAIN =
      Pattern.compile("(?:.*/)?wp-content/plugins/(?<name>[A-Za-z0-9][A-Za-z0-9._-]{0,200})/[^/]+");

  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Ending(".php"));
  }

  @Override
  public boolean wants(String path) {
    return path.contains("wp-content/plugins/") && MAIN.matcher(path).matches();
  }

  @Override
  public void read(Source source) throws IOException {
    Matcher path = MAIN.matcher(source.path());
    String top = new String(source.file().readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    Optional<String> version = field(top, "Version").filter(one -> VERSION.matcher(one).matches());
    if (!path.matches() || field(top, "Plugin Name").isEmpty() || version.isEmpty()) {
      return;
    }
    Package found = Package.of(PackageType.WORDPRESS_PLUGIN, path.group("name"), version.get());
    source.add(
        source.identityOnly()
            ? found
            : found.license(
                LicenseFiles.decide(
                    field(top, "License").flatMap(DeclaredLicense::name),
                    () -> LicenseFiles.in(source, source.directory()))));
  }

  /** As WordPress looks for it: at the beginning of a line, but for what a comment has there. */
  private static Optional<String> field(String top, String name) {
    Matcher field =
        Pattern.compile("(?im)^[ \\t/*#@]{0,40}" + name + ":(?<value>[^\\r\\n]{0,300})")
            .matcher(top);
    return field.find()
        ? Optional.of(field.group("value").replaceFirst("\\s*(?:\\*/|\\?>).*", "").strip())
            .filter(value -> !value.isEmpty())
        : Optional.empty();
  }
}
