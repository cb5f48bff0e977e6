package dev.imagescan.agent.packages.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.java.PomXml.Declared;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PomReaderTest {

  @Test
  void what_is_missing_is_the_parents_and_properties_are_replaced() {
    PomXml project =
        read("""
                <?xml version="1.0" encoding="ISO-8859-1"?>
                <!-- a comment -->
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <parent><groupId>org.a</groupId><artifactId>p</artifactId><version>7</version></parent>
                  <artifactId>${base}-core</artifactId>
                  <version>${revision}</version>
                  <properties><base>x</base><revision>${major}.1</revision><major>3</major></properties>
                  <dependencies><dependency><groupId>z</groupId><version>9</version></dependency></dependencies>
                </project>
                """)
            .orElseThrow();
    assertEquals(new Coordinates("org.a", "x-core", "3.1"), project.coordinates().orElseThrow());
    assertEquals(new Coordinates("org.a", "p", "7"), project.parent().orElseThrow());
  }

  @Test
  void the_project_itself_is_a_property_too() {
    PomXml project =
        read("<project><parent><groupId>g</groupId><artifactId>p</artifactId>"
                + "<version>${pom.artifactId}</version></parent>"
                + "<artifactId>a</artifactId><version>${project.parent.version}</version></project>")
            .orElseThrow();
    assertEquals("a", project.coordinates().orElseThrow().version());
  }

  @Test
  void a_property_that_nobody_knows_leaves_no_coordinates() {
    PomXml project =
        read("<project><groupId>g</groupId><artifactId>a</artifactId><version>${x}</version></project>")
            .orElseThrow();
    assertEquals(Optional.empty(), project.coordinates());
  }

  @Test
  void a_property_that_holds_itself_ends() {
    PomXml project =
        read("<project><groupId>g</groupId><artifactId>a</artifactId><version>${x}</version>"
                + "<properties><x>${x}${x}${x}</x></properties></project>")
            .orElseThrow();
    assertEquals(Optional.empty(), project.coordinates());
  }

  @Test
  void licenses_keep_their_names_and_addresses_apart() {
    List<Declared> expected = List.of(new Declared("MIT", null), new Declared(null, "http://u"));
    String text =
        "<project><version>1</version><licenses><license><name>MIT</name></license>"
            + "<license><url> http://u </url></license></licenses></project>";
    assertEquals(expected, read(text).orElseThrow().licenses());
  }

  @Test
  void entities_and_document_types_give_nothing_and_are_not_fetched() {
    String lol =
        "<!DOCTYPE project [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
            + "<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
            + "<project><groupId>g&b;</groupId><artifactId>a&f;</artifactId><version>1</version></project>";
    String found = read(lol).flatMap(PomXml::coordinates).map(Coordinates::name).orElse("");
    assertTrue(found.isEmpty() || found.equals("g:a"), "no entity was replaced: " + found);
  }

  @Test
  void other_documents_and_broken_ones_are_no_projects() {
    assertEquals(Optional.empty(), read("<other><version>1</version></other>"));
    assertEquals(Optional.empty(), read("<project><version>1</version>"));
    assertEquals(Optional.empty(), read(""));
    assertEquals(Optional.empty(), read("<a>".repeat(100_000)));
  }

  @Test
  void any_bytes_are_a_project_or_none() {
    String[] pieces = {
      "<project>",
      "</project>",
      "<version>",
      "</version>",
      "1",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<!DOCTYPE a [",
      "]>",
      "&amp;",
      "&x;",
      "<a b='",
      "'/>",
      "<?x",
      "?>",
      "\ufeff",
      "\u0000"
    };
    for (int seed = 0; seed < 3000; seed++) {
      Optional<PomXml> project = read(Garbage.of(seed, pieces));
      project.ifPresent(PomXml::coordinates);
    }
  }

  private static Optional<PomXml> read(String text) {
    return PomReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
