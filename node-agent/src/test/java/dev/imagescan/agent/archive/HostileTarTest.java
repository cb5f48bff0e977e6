package dev.imagescan.agent.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.Compressed;
import dev.imagescan.agent.container.ImageTar;
import dev.imagescan.agent.container.LayerTar;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.UnreadableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tars that were made to do harm. */
class HostileTarTest {

  private static final Budget.Limits SMALL =
      new Budget.Limits(100_000, 64 << 20, Long.MAX_VALUE, 4096, Duration.ofSeconds(20));

  @TempDir private Path directory;

  @Test
  void sizes_that_lie_end_in_a_sentence() throws IOException {
    assertEquals("a tar ends early", message(sized('0', "77777777777")));
    assertEquals("a tar ends early", message(sized('0', "\u0080\0\0\0\0\0\u0001\0\0\0\0\0")));
    assertEquals(
        "a tar has a number that is too large",
        message(sized('0', "\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")));
    assertEquals(
        "a tar has a number that is too large",
        message(
            sized(
                '0', "\u0080\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")));
    assertEquals(
        "a tar has a negative size or number",
        message(
            sized(
                '0', "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")));
    assertEquals("a tar has a negative size or number", message(sized('0', "-1         ")));
    assertEquals("a tar has a number that is none", message(sized('0', "9z         ")));
  }

  @Test
  void headers_that_are_only_there_to_be_long_take_no_memory() throws IOException {
    for (char type : new char[] {'x', 'L', 'K'}) {
      assertEquals(
          "a tar has a name or an extended header that is too long",
          message(sized(type, "17777777777")));
    }
    assertEquals("a tar ends early", message(sized('g', "77777777777")));
    byte[] one = sized('x', "00000000000");
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      many.write(one);
    }
    assertEquals("a tar has headers without end", message(many.toByteArray()));
  }

  @Test
  void a_link_with_a_size_hides_nothing() throws IOException {
    byte[] link = sized('2', "00000002000");
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(link);
    tar.write(new LayerTar().file("hidden", "found").bytes());
    assertEquals("0 found", OpenArchive.tree(read(tar.toByteArray(), SMALL)).get("hidden"));
  }

  @Test
  void extended_headers_that_are_none_end_in_a_sentence() throws IOException {
    for (String records :
        List.of(
            "5 a=\n\n",
            "0 path=x\n",
            "-3 path=x\n",
            "99999999999999999999 path=x\n",
            "9999 path=x\n",
            "10 path=xx",
            "9 pathxx\n\n",
            "7 =abc\n",
            "11 path=a\0b\n",
            "path=x\n",
            "10 size=-1\n",
            "10 size=zz\n")) {
      assertTrue(
          message(extended(records)).matches("a tar has an extended header that is none"), records);
    }
    assertEquals(
        "a tar has a file with holes that are none",
        message(extended("26 GNU.sparse.map=0,1,0,1\n")));
    assertEquals(
        "a tar has a file with holes that are none",
        message(extended("22 GNU.sparse.map=5,9\n23 GNU.sparse.size=100\n")));
    assertEquals(
        "a tar has a file with more than 10000 holes, which is not read",
        message(extended(sparse("0,0".concat(",0,0".repeat(10_000))))));
  }

  private static String sparse(String map) {
    int length = "GNU.sparse.map=".length() + map.length() + 2;
    length += String.valueOf(length + 5).length();
    return length + " GNU.sparse.map=" + map + "\n";
  }

  @Test
  void entries_names_and_implied_directories_are_charged() throws IOException {
    Budget.Limits few = new Budget.Limits(50, 64 << 20, Long.MAX_VALUE, 4096, Duration.ofHours(1));
    LayerTar deep = new LayerTar().file("d/".repeat(60) + "x", "");
    byte[] bytes = deep.bytes();
    assertThrows(UnreadableException.class, () -> read(bytes, few));
    byte[] target = new LayerTar().link("x", "y".repeat(4000)).bytes();
    assertThrows(UnreadableException.class, () -> read(target, few));
    byte[] holes = extended(sparse("0,0".concat(",0,0".repeat(400))));
    assertThrows(UnreadableException.class, () -> read(holes, few));
  }

  @Test
  void damaged_archives_of_every_kind_are_refused_or_read_and_nothing_else() throws IOException {
    List<ImageTar.Layer> layers =
        List.of(
            new ImageTar.Layer(
                new LayerTar()
                    .file("etc/" + "long-name/".repeat(15) + "x", "content".repeat(500))
                    .link("link", "etc")
                    .hardLink("hard", "link")
                    .bytes(),
                "RUN it"));
    List<byte[]> seeds =
        List.of(
            ImageTar.docker("a:1", layers, bytes -> bytes).bytes(),
            ImageTar.oci("a:1", layers, Compressed::gzip).bytes(),
            ImageTar.docker("a:1", layers, Compressed::zstd).bytes(),
            Compressed.zstd(ImageTar.oci("a:1", layers, bytes -> bytes).bytes()));
    Random random = new Random(7);
    int read = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] damaged = damaged(seeds.get(i % seeds.size()), random);
      try (OpenArchive archive =
          OpenArchive.of(directory, damaged, null, new Budget(SMALL), OpenArchive.ROOM)) {
        OpenArchive.tree(archive.root());
        read++;
      } catch (ImageFormatException | UnreadableException e) {
        assertTrue(e.getMessage().length() > 10, e.getMessage());
      }
    }
    assertTrue(read > 100, "only " + read + " of 4000 were read: too many bytes were changed");
  }

  @Test
  void windows_of_zstd_that_would_take_all_memory_are_refused() throws IOException {
    String tooLarge = "its zstd data needs a window of more than 32 MB, which is not read";
    String damaged = "its zstd data is damaged";
    assertEquals(tooLarge, zstdMessage(0x00, 16 << 3, 1, 0, 0));
    assertEquals(tooLarge, zstdMessage(0x00, 31 << 3, 1, 0, 0));
    assertEquals(tooLarge, zstdMessage(0xe0, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0));
    assertEquals(tooLarge, zstdMessage(0xa0, 0, 0, 0, 127, 1, 0, 0));
    assertEquals(damaged, zstdMessage(0x00, 0, 7, 0, 0));
    assertEquals(damaged, zstdMessage(0x00, 0, 0, 0, 0));
    assertEquals(damaged, zstdMessage(0x00, 0, 1, 1, 0));
    byte[] fine = Compressed.zstd(new LayerTar().file("x", "y").bytes());
    byte[] second = new byte[fine.length + 9];
    System.arraycopy(fine, 0, second, 0, fine.length);
    System.arraycopy(frame(0x00, 31 << 3, 1, 0, 0), 0, second, fine.length, 9);
    assertEquals(
        tooLarge,
        assertThrows(ImageFormatException.class, () -> ZstdFrames.check(InMemory.of(second)))
            .getMessage());
  }

  private static String zstdMessage(int... afterMagic) {
    Bytes content = InMemory.of(frame(afterMagic));
    return assertThrows(ImageFormatException.class, () -> ZstdFrames.check(content)).getMessage();
  }

  private static byte[] frame(int... afterMagic) {
    byte[] frame = new byte[4 + afterMagic.length];
    int[] magic = {0x28, 0xb5, 0x2f, 0xfd};
    for (int i = 0; i < frame.length; i++) {
      frame[i] = (byte) (i < 4 ? magic[i] : afterMagic[i - 4]);
    }
    return frame;
  }

  private static byte[] damaged(byte[] seed, Random random) {
    byte[] damaged = seed.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return random.nextInt(10) == 0
        ? Arrays.copyOf(damaged, random.nextInt(damaged.length))
        : damaged;
  }

  @Test
  void damaged_tars_are_refused_or_read_and_nothing_else() throws IOException {
    byte[] seed =
        new LayerTar()
            .file("etc/" + "long-name/".repeat(15) + "x", "content")
            .link("link", "etc")
            .hardLink("hard", "link")
            .file(".wh.gone", "")
            .bytes();
    Random random = new Random(8);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = damaged(seed, random);
      restoreChecksums(damaged);
      try {
        OpenArchive.tree(read(damaged, SMALL));
      } catch (ImageFormatException | UnreadableException e) {
        assertTrue(e.getMessage().length() > 10, e.getMessage());
      }
    }
  }

  /** Else hardly any damage would get past the checksum. */
  private static void restoreChecksums(byte[] tar) {
    for (int at = 0; at + 512 <= tar.length; at += 512) {
      checksum(tar, at);
    }
  }

  private static void checksum(byte[] tar, int at) {
    if (new String(tar, at + 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
      Arrays.fill(tar, at + 148, at + 156, (byte) ' ');
      int sum = 0;
      for (int i = 0; i < 512; i++) {
        sum += tar[at + i] & 0xff;
      }
      byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(digits, 0, tar, at + 148, digits.length);
    }
  }

  private static byte[] sized(char type, String size) throws IOException {
    byte[] tar = Arrays.copyOf(new LayerTar().file("name", "").bytes(), 512);
    byte[] bytes = size.getBytes(StandardCharsets.ISO_8859_1);
    Arrays.fill(tar, 124, 136, (byte) 0);
    System.arraycopy(bytes, 0, tar, 124, bytes.length);
    tar[156] = (byte) type;
    checksum(tar, 0);
    return tar;
  }

  private static byte[] extended(String records) throws IOException {
    byte[] content = records.getBytes(StandardCharsets.ISO_8859_1);
    byte[] header = sized('x', "%011o".formatted(content.length));
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(header);
    tar.write(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
    tar.write(new LayerTar().file("after", "").bytes());
    return tar.toByteArray();
  }

  private static String message(byte[] tar) {
    return assertThrows(ImageFormatException.class, () -> read(tar, SMALL)).getMessage();
  }

  private static Root read(byte[] tar, Budget.Limits limits) throws IOException {
    Budget budget = new Budget(limits);
    Bytes bytes = InMemory.of(tar);
    Overlay nothing = new Overlay(List.of());
    return new ArchiveRoot(
        nothing.with(LayerTree.read(new TarReader(bytes.stream()), bytes, nothing, budget)),
        new Budget(Budget.Limits.DEFAULT));
  }
}
