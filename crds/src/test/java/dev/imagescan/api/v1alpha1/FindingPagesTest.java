package dev.imagescan.api.v1alpha1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who reads a finding finds its page. */
class FindingPagesTest {

  private static final Path PAGES = Path.of("../docs/findings");

  /** Of packages; the operator has these. */
  private static final Map<String, Severity> OF_LICENSES =
      Map.of(
          "LicenseDenied", Severity.HIGH,
          "LicenseNotAllowed", Severity.MEDIUM,
          "LicenseUnknown", Severity.LOW);

  private static Map<String, Severity> all() {
    Map<String, Severity> all = new TreeMap<>(OF_LICENSES);
    Arrays.stream(FindingKind.values()).forEach(kind -> all.put(kind.id(), kind.severity()));
    return all;
  }

  static Stream<String> ids() {
    return all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void has_a_page_under_its_own_name(String id) throws IOException {
    Path page = PAGES.resolve(id + ".md");
    assertTrue(Files.exists(page), "docs/findings/" + id + ".md is where findings send people");
    assertEquals("# " + id, Files.readAllLines(page).getFirst().strip());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void has_its_row_with_its_severity_in_the_list_of_all(String id) throws IOException {
    String severity = all().get(id).name();
    String start =
        "| [%s](%s.md) | %s%s | "
            .formatted(id, id, severity.charAt(0), severity.substring(1).toLowerCase());
    long rows = lines().stream().filter(line -> line.startsWith(start)).count();
    assertEquals(1, rows, "rows of docs/findings/README.md that begin with " + start);
  }

  @Test
  void no_page_and_no_row_is_about_a_finding_that_does_not_exist() throws IOException {
    var pages = new TreeSet<String>();
    try (Stream<Path> files = Files.list(PAGES)) {
      files.map(file -> file.getFileName().toString().replace(".md", "")).forEach(pages::add);
    }
    pages.remove("README");
    pages.removeAll(all().keySet());
    assertEquals(List.of(), List.copyOf(pages), "pages without a finding");
    assertEquals(all().size(), lines().stream().filter(line -> line.startsWith("| [")).count());
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(PAGES.resolve("README.md"));
  }
}
