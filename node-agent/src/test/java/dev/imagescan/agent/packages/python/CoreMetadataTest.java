package dev.imagescan.agent.packages.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.metadata.HeaderFields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreMetadataTest {

  @Test
  void the_header_is_read_and_the_description_is_not() throws IOException {
    CoreMetadata metadata =
        read(
            """
            Metadata-Version: 2.4
            Name: zope.interface
            VERSION:1.0
            License-Expression: ZPL-2.1
            Classifier: License :: OSI Approved :: Zope Public License
            Classifier: Topic :: X
            Summary: Name: no

            Name: no
            Classifier: no
            """);
    assertEquals("zope.interface", metadata.name());
    assertEquals("1.0", metadata.version());
    assertEquals("ZPL-2.1", metadata.licenseExpression());
    assertEquals(null, metadata.license());
    assertEquals(
        List.of("License :: OSI Approved :: Zope Public License", "Topic :: X"),
        metadata.classifiers());
  }

  @Test
  void a_licence_of_many_lines_keeps_them() throws IOException {
    assertEquals(
        "MIT License\n\nCopyright \u00e9\nPermission",
        read("Name: a\r\nLicense: MIT License\r\n        \r\n        Copyright \u00c3\u00a9\r\n"
                + "       |Permission\r\nVersion: 1\r\n\r\nName: b\r\n")
            .license());
  }

  @Test
  void of_a_field_that_is_given_twice_the_first_counts_as_in_python() throws IOException {
    assertEquals("a", read("Name: a\nName: b\n").name());
  }

  @Test
  void lines_that_are_nothing_are_passed_over() throws IOException {
    CoreMetadata metadata = read("\n\n continued\nnonsense\n more\nName: a\n");
    assertEquals("a", metadata.name());
  }

  @Test
  void a_gigabyte_of_one_field_takes_little_memory() throws IOException {
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream("Name: a\nLicense: ".getBytes(StandardCharsets.ISO_8859_1)),
            Garbage.repeated('x', 1L << 30));
    assertTrue(CoreMetadata.read(in).license().length() <= HeaderFields.MAX_VALUE);
  }

  @Test
  void any_number_of_classifiers_and_of_continued_lines_is_bounded() throws IOException {
    String text =
        "Name: a\n"
            + "Classifier: x\n".repeat(5000)
            + "License: y\n"
            + " yyyyyyy\n".repeat(100_000);
    CoreMetadata metadata = read(text);
    assertEquals(HeaderFields.MAX_VALUES, metadata.classifiers().size());
    assertTrue(metadata.license().length() <= HeaderFields.MAX_VALUE);
  }

  @Test
  void any_number_of_long_values_is_bounded() throws IOException {
    String one = "Classifier: " + "x".repeat(15_000) + "\n";
    CoreMetadata metadata = read("Name: a\n" + one.repeat(256));
    int kept = metadata.classifiers().stream().mapToInt(String::length).sum();
    assertTrue(kept <= HeaderFields.MAX_KEPT, kept + " characters kept");
  }

  @Test
  void no_bytes_throw() throws IOException {
    for (long seed = 0; seed < 1000; seed++) {
      read(Garbage.of(seed, "Name: a\n", " b\n", "Version: 1", "\n", "License:", "\r\n", ":", " "));
    }
  }

  private static CoreMetadata read(String text) throws IOException {
    return CoreMetadata.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
