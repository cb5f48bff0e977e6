package dev.imagescan.agent.fuzz;

import dev.imagescan.agent.packages.archive.Zip;
import dev.imagescan.agent.packages.elf.ElfWriter;
import dev.imagescan.agent.packages.golang.GoProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DeflaterOutputStream;

/** Puts bytes where only a well-formed file around them brings them. */
final class Shapes {

  private static final List<String> MEMBERS =
      List.of(
          "META-INF/MANIFEST.MF",
          "META-INF/maven/g/a/pom.properties",
          "META-INF/maven/g/a/pom.xml",
          "META-INF/LICENSE");

  private Shapes() {}

  /** The metadata of an archive, one behind the other. */
  static byte[] pom() {
    return String.join(
            Files.BETWEEN,
            "Manifest-Version: 1.0\r\nImplementation-Title: a\r\nImplementation-Version: 1\r\n"
                + "Bundle-License: MIT\r\n",
            "groupId=g\nartifactId=a\nversion=1.0\n",
            "<project><parent><groupId>g</groupId><version>1.0</version></parent>"
                + "<artifactId>a</artifactId><version>${v}</version><properties><v>1</v></properties>"
                + "<licenses><license><name>MIT</name><url>https://x</url></license></licenses>"
                + "</project>",
            "Apache License, Version 2.0")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** An archive with the parts of the input as its metadata. */
  static byte[] jar(byte[] input) {
    String[] parts =
        new String(input, StandardCharsets.ISO_8859_1).split(Files.BETWEEN, MEMBERS.size());
    Zip zip = new Zip();
    for (int i = 0; i < parts.length; i++) {
      zip.stored(MEMBERS.get(i), parts[i].getBytes(StandardCharsets.ISO_8859_1));
    }
    return zip.bytes();
  }

  /** An archive of a quarter of a megabyte, with an archive of 256 MiB of nothing in it. */
  static byte[] bomb() {
    Zip zip = new Zip();
    for (int i = 0; i < 16; i++) {
      zip.with("META-INF/maven/g/a" + i + "/pom.properties", new byte[16 << 20]);
    }
    return new Zip().with("lib/b.jar", zip.bytes()).bytes();
  }

  /** An archive whose directory says that an entry has 4 GB. */
  static byte[] fourGigabytes() {
    byte[] zip = new Zip().with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n").bytes();
    ByteBuffer file = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int entry = file.getInt(zip.length - 6);
    file.putInt(entry + 20, 0xfffffffe).putInt(entry + 24, 0xfffffffe);
    return zip;
  }

  /** An executable with the input where Go notes the modules. */
  static byte[] goModules(byte[] input) {
    return GoProgram.elf("go1.22.1", new String(input, StandardCharsets.ISO_8859_1));
  }

  /** An executable with the input where Go notes everything. */
  static byte[] goNotes(byte[] input) {
    return new ElfWriter()
        .with(".text", 6, 0x400000, new byte[16])
        .with(".go.buildinfo", ElfWriter.WRITABLE, 0x500000, input)
        .bytes();
  }

  /** An executable with the input as the list of crates, packed as cargo-auditable does. */
  static byte[] crates(byte[] input) {
    return cratesPacked(deflated(input));
  }

  /** In zlib's format. */
  static byte[] deflated(byte[] input) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** An executable with the input as it is where the list of crates is. */
  static byte[] cratesPacked(byte[] input) {
    return new ElfWriter()
        .with(".text", 6, 0x400000, new byte[16])
        .with(".dep-v0", 0, 0, input)
        .bytes();
  }
}
