package dev.imagescan.agent.packages.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.licenses.SpdxParser;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads a real Debian and compares with dpkg's own answer, and with licences read by hand. */
class MinbaseTest {

  private Path tree;
  private Catalogue catalogue;

  @BeforeEach
  void readIt() throws IOException, InterruptedException {
    tree = Minbase.require(getClass());
    try (ContainerRoot root = ContainerRoot.below(tree, new Budget(Budget.Limits.DEFAULT))) {
      catalogue = Cataloguers.read(root, List.of(new DebianCataloguer()));
    }
  }

  @Test
  void the_packages_are_those_of_dpkg_query_name_by_name_and_version_by_version()
      throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of("/usr/bin/dpkg-query"))) {
      NotRun.because(getClass(), "needs dpkg-query");
    }
    List<String> expected =
        Minbase.output(
                "dpkg-query",
                "--admindir=" + tree.resolve("var/lib/dpkg"),
                "-W",
                "-f=${Package} ${Version} ${Architecture}\\n")
            .stream()
            .sorted()
            .toList();
    List<String> found =
        catalogue.packages().stream()
            .map(one -> one.name() + " " + one.version() + " " + one.architecture())
            .sorted()
            .toList();
    assertEquals(String.join("\n", expected), String.join("\n", found));
    assertEquals(List.of(), catalogue.problems());
  }

  @Test
  void nineteen_of_twenty_packages_have_a_licence_and_each_is_an_expression() {
    List<String> without =
        catalogue.packages().stream()
            .filter(one -> !one.license().known())
            .map(Package::name)
            .toList();
    assertTrue(
        without.size() * 20 <= catalogue.packages().size(),
        "packages without a licence: " + without);
    for (Package one : catalogue.packages()) {
      String expression = one.license().expression();
      assertEquals(expression, SpdxParser.parse(expression).orElseThrow().toString(), one.name());
    }
  }

  @Test
  void the_licences_are_those_that_a_person_reads_in_the_copyright_files() throws IOException {
    Map<String, String> found =
        catalogue.packages().stream()
            .collect(
                Collectors.toMap(
                    Package::name, one -> one.license().expression(), (a, b) -> a, TreeMap::new));
    Map<String, String> expected = new TreeMap<>();
    String table =
        new String(
            MinbaseTest.class.getResourceAsStream("minbase-licenses.txt").readAllBytes(),
            StandardCharsets.UTF_8);
    for (String line : table.lines().filter(l -> !l.startsWith("#") && !l.isBlank()).toList()) {
      String[] fields = line.split(": ", 2);
      expected.put(fields[0], fields[1]);
    }
    assertTrue(expected.size() >= 40, "the table has only " + expected.size());
    found.keySet().retainAll(expected.keySet());
    assertEquals(lines(expected), lines(found));
  }

  private static String lines(Map<String, String> licenses) {
    return licenses.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(Collectors.joining("\n"));
  }
}
