package dev.imagescan.agent.packages.php;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.metadata.JsonText;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Packages that Composer installed: by vendor/composer/installed.json, which it writes when they
 * are there. Its composer.lock says what is to be installed, also where nothing is, and
 * installed.php is a program.
 */
public final class ComposerCataloguer implements Cataloguer {

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]*)/[A-Za-z0-9][A-Za-z0-9._-]*");

  /** The paths that Composer writes; any other is not followed. */
  private static final Pattern PATH = Pattern.compile("\\.\\./[A-Za-z0-9._/-]{1,255}");

  /** One member of the list. */
  private record Installed(String name, String version, List<String> licenses, String path) {}

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Named("installed.json"));
  }

  @Override
  public boolean wants(String path) {
    return ("/" + path).endsWith("/composer/installed.json");
  }

  @Override
  public boolean holdsMany() {
    return true;
  }

  @Override
  public void read(Source source) throws IOException {
    JsonText.read(
        source.path(),
        source.file(),
        json -> {
          switch (json.nextToken()) {
            case START_OBJECT -> readVersion2(json, source);
            case START_ARRAY -> readPackages(json, source);
            case null, default ->
                throw new UnreadableException(source.path(), Unreadable.MALFORMED);
          }
          return source;
        });
  }

  private static void readVersion2(JsonParser json, Source source) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("packages") && value == JsonToken.START_ARRAY) {
        readPackages(json, source);
      } else {
        json.skipChildren();
      }
    }
  }

  /** Begins behind the bracket that opens the list, and ends behind the one that closes it. */
  private static void readPackages(JsonParser json, Source source) throws IOException {
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      if (next == JsonToken.START_OBJECT) {
        add(installed(json), source);
      } else {
        json.skipChildren();
      }
    }
  }

  private static Installed installed(JsonParser json) throws IOException {
    String name = "";
    String version = "";
    List<String> licenses = List.of();
    String path = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "name" -> name = JsonText.text(json);
        case "version" -> version = JsonText.text(json);
        case "license" -> licenses = JsonText.texts(json);
        case "install-path" -> path = JsonText.text(json);
        default -> JsonText.skip(json);
      }
    }
    return new Installed(name, version, licenses, path);
  }

  private static void add(Installed one, Source source) {
    if (!Package.isPlain(one.name())
        || !NAME.matcher(one.name()).matches()
        || !Package.isPlain(one.version())) {
      source.problem(source.path(), Unreadable.MALFORMED);
      return;
    }
    Package found = Package.of(PackageType.COMPOSER, one.name(), one.version());
    if (!source.identityOnly()) {
      found =
          found.license(
              LicenseFiles.decide(
                  DeclaredLicense.anyOf(one.licenses()),
                  () ->
                      one.path() == null || !PATH.matcher(one.path()).matches()
                          ? Optional.empty()
                          : LicenseFiles.in(source, source.beside(one.path()))));
    }
    source.add(found);
  }
}
