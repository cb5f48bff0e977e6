package dev.imagescan.agent.packages.npm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.root.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlugAndPlayCataloguerTest {

  private static final String CACHE = "srv/app/.yarn/cache/";

  @Test
  void the_archives_that_an_application_names_are_read_and_the_others_are_not() throws IOException {
    MapRoot root =
        new MapRoot()
            .with("srv/app/.pnp.cjs", program("./.yarn/cache/a.zip/node_modules/@s/a/"))
            .with(CACHE + "a.zip", zip("node_modules/@s/a/", "@s/a"))
            .with(CACHE + "b.zip", zip("node_modules/b/", "b"));
    assertEquals(
        List.of(
            Package.of(PackageType.NPM, "@s/a", "1.0.0")
                .license(new License("MIT", Evidence.DECLARED))
                .at(CACHE + "a.zip")),
        read(root).packages());
  }

  @ParameterizedTest(name = "{0} is in {1}")
  @CsvSource({
    "./.yarn/cache/a.zip/node_modules/a/, srv/app/.yarn/cache/a.zip",
    "../../root/.yarn/berry/cache/a.zip/node_modules/a/, root/.yarn/berry/cache/a.zip",
    "./.yarn/__virtual__/a-virtual-1/0/cache/a.zip/node_modules/a/, srv/app/.yarn/cache/a.zip",
    "./.yarn/__virtual__/a-virtual-1/3/root/c/a.zip/node_modules/a/, root/c/a.zip",
    "../../../../../../../../a.zip/node_modules/a/, a.zip",
  })
  void a_location_is_found_from_the_application(String location, String expected) {
    assertEquals(
        new PackedLocation(expected, "node_modules/a/package.json"),
        PackedLocation.in("        \"packageLocation\": \"" + location + "\",\\", "srv/app")
            .orElseThrow());
  }

  @Test
  void what_is_no_archive_is_a_problem_and_what_is_not_there_is_none() {
    MapRoot root =
        new MapRoot()
            .with(
                "srv/app/.pnp.cjs",
                program("./.yarn/cache/a.zip/node_modules/a/")
                    + program("./.yarn/cache/b.zip/node_modules/b/")
                    + program("./.yarn/unplugged/c/node_modules/c/"))
            .with(CACHE + "a.zip", "x".repeat(100));
    Catalogue catalogue = read(root);
    assertEquals(List.of(), catalogue.packages());
    assertEquals(
        List.of(new Catalogue.Problem(CACHE + "a.zip", Unreadable.MALFORMED)),
        catalogue.problems());
  }

  @Test
  void no_bytes_throw() {
    String[] pieces = {
      "\"packageLocation\": \"",
      "./",
      "../",
      "a.zip",
      "/node_modules/",
      "a",
      "\",\\\n",
      "__virtual__/",
      "9/"
    };
    for (long seed = 0; seed < 2000; seed++) {
      read(new MapRoot().with("app/.pnp.cjs", Garbage.of(seed, pieces)));
    }
  }

  private static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new PlugAndPlayCataloguer()));
  }

  private static String program(String location) {
    return """
        const RAW_RUNTIME_STATE =
        '{\\
              ["npm:1.0.0", {\\
                "packageLocation": "%s",\\
                "linkType": "HARD"\\
              }]\\
        """
        .formatted(location);
  }

  private static byte[] zip(String folder, String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(folder));
      zip.putNextEntry(new ZipEntry(folder + "package.json"));
      zip.write(
          "{\"name\": \"%s\", \"version\": \"1.0.0\", \"license\": \"MIT\"}"
              .formatted(name)
              .getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
