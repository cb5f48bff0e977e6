package dev.imagescan.agent.packages.alpine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.packages.Package;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Compares with what another scanner reads from a real database. */
class RealAlpineTest {

  private static final Path FIXTURE = Path.of("..", "..", "shared", "fixtures", "apk");

  /** Where we write the same licence in another way. */
  private static final Map<String, String> OURS =
      Map.of("BSD AND GPL2+ AND MIT", "MIT AND LicenseRef-BSD AND GPL-2.0-or-later");

  @Test
  void a_real_database_has_the_packages_that_another_scanner_reads() throws IOException {
    if (!Files.exists(FIXTURE.resolve("installed"))) {
      NotRun.because(getClass(), "there is no " + FIXTURE.toAbsolutePath().normalize());
    }
    String installed = Files.readString(FIXTURE.resolve("installed"), StandardCharsets.ISO_8859_1);
    Map<String, String> found = new TreeMap<>();
    for (Package one :
        AlpineCataloguerTest.read(new MapRoot().with("lib/apk/db/installed", installed))
            .packages()) {
      found.put(one.name() + " " + one.version(), one.license().expression());
    }
    Map<String, String> expected = new TreeMap<>();
    for (String line : Files.readAllLines(FIXTURE.resolve("packages.txt"))) {
      String[] fields = line.split(" ", 3);
      expected.put(fields[0] + " " + fields[1], OURS.getOrDefault(fields[2], fields[2]));
    }
    assertEquals(expected, found);
  }
}
