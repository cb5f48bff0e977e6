package dev.imagescan.agent.packages.bitnami;

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
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Bitnami builds into its images below opt/bitnami: by the SPDX document of each product, and
 * in older images by the list of components.
 */
public final class BitnamiCataloguer implements Cataloguer {

  private static final String PLACE = "opt/bitnami/";
  private static final String COMPONENTS = PLACE + ".bitnami_components.json";
  private static final Pattern DOCUMENT = Pattern.compile("\\.spdx-[^/]+\\.spdx");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,254}");
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.AtPath(COMPONENTS), new Wanted.Ending(".spdx"));
  }

  @Override
  public boolean wants(String path) {
    return path.equals(COMPONENTS)
        || path.startsWith(PLACE)
            && DOCUMENT.matcher(path.substring(path.lastIndexOf('/') + 1)).matches();
  }

  @Override
  public boolean holdsMany() {
    return true;
  }

  @Override
  public void read(Source source) throws IOException {
    boolean list = source.path().equals(COMPONENTS);
    JsonText.read(
        source.path(),
        source.file(),
        json -> {
          if (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
              if (list) {
                component(json, json.currentName(), source);
              } else {
                member(json, source);
              }
            }
          }
          return source;
        });
  }

  /** One of {"redis": {"arch": "amd64", "version": "7.0.5-1", …}, …}. */
  private static void component(JsonParser json, String name, Source source) throws IOException {
    String version = null;
    if (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        if (json.currentName().equals("version")) {
          version = JsonText.text(json);
        } else {
          JsonText.skip(json);
        }
      }
    } else {
      json.skipChildren();
    }
    add(name, version, Optional.empty(), source);
  }

  private static void member(JsonParser json, Source source) throws IOException {
    boolean packages = json.currentName().equals("packages");
    if (json.nextToken() != JsonToken.START_ARRAY || !packages) {
      json.skipChildren();
      return;
    }
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      if (next == JsonToken.START_OBJECT) {
        SpdxPackage one = SpdxPackage.read(json);
        if (one.ofBitnami()) {
          add(one.name(), one.version(), Optional.ofNullable(one.license()), source);
        }
      } else {
        json.skipChildren();
      }
    }
  }

  private static void add(String name, String version, Optional<String> license, Source source) {
    if (name == null
        || version == null
        || !NAME.matcher(name).matches()
        || !VERSION.matcher(version).matches()) {
      source.problem(source.path(), Unreadable.MALFORMED);
      return;
    }
    Package found = Package.of(PackageType.BITNAMI, name, version);
    source.add(
        source.identityOnly()
            ? found
            : found.license(
                LicenseFiles.decide(license.flatMap(DeclaredLicense::spdx), Optional::empty)));
  }
}
