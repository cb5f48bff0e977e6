package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.rpm.Header.Tag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with what rpm itself says about its database, and with other kinds made of the same. */
class RpmItselfTest {

  private static final String IDENTITY =
      "%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE} %{ARCH}\\n";

  @TempDir static Path folder;
  private static RpmItself rpm;

  @BeforeAll
  static void make() throws IOException, InterruptedException {
    rpm = RpmItself.below(folder, RpmItselfTest.class);
  }

  @Test
  void the_packages_are_those_of_rpm_name_by_name_and_version_by_version() throws Exception {
    List<String> expected = rpm.query("--queryformat", IDENTITY);
    assertEquals(62, expected.size());
    assertEquals(lines(expected), lines(identities(Rpm.read(Rpm.SQLITE, rpm.sqlite()))));
  }

  @Test
  void the_licences_are_those_of_rpm_word_by_word() throws Exception {
    List<String> found = new ArrayList<>();
    for (byte[] bytes : Rpm.Read.of(rpm.sqlite(), null).headers()) {
      found.add(new Header(ByteBuffer.wrap(bytes)).text(Tag.LICENSE, 100).orElseThrow());
    }
    assertEquals(lines(rpm.query("--queryformat", "%{LICENSE}\\n")), lines(found));
  }

  @Test
  void the_files_are_those_of_rpm() throws Exception {
    List<String> found = new ArrayList<>();
    for (byte[] bytes : Rpm.Read.of(rpm.sqlite(), null).headers()) {
      InstalledFiles.each(new Header(ByteBuffer.wrap(bytes)), found::add);
    }
    List<String> expected =
        rpm.query("--list").stream().filter(line -> line.startsWith("/")).toList();
    assertEquals(405, expected.size());
    assertEquals(lines(expected), lines(found));
  }

  @Test
  void a_berkeley_db_of_the_same_headers_has_the_same_packages() throws Exception {
    RpmItself.require("db_load", getClass());
    List<byte[]> headers = Rpm.Read.of(rpm.sqlite(), null).headers();
    String expected = lines(rpm.query("--queryformat", IDENTITY));
    for (String order : List.of("1234", "4321")) {
      for (String pageSize : List.of("512", "4096", "65536")) {
        byte[] database =
            rpm.berkeley(headers, Map.of("db_lorder", order, "db_pagesize", pageSize));
        Catalogue catalogue = Rpm.read(Rpm.BERKELEY, database);
        assertEquals(List.of(), catalogue.problems(), order + " " + pageSize);
        assertEquals(expected, lines(identities(catalogue)), order + " " + pageSize);
      }
    }
  }

  private static List<String> identities(Catalogue catalogue) {
    return catalogue.packages().stream()
        .map(one -> Rpm.name(one) + " " + one.architecture())
        .toList();
  }

  private static String lines(List<String> lines) {
    return String.join("\n", lines.stream().sorted(Comparator.naturalOrder()).toList());
  }
}
