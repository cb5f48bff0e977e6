package dev.imagescan.agent.packages.golang;

import dev.imagescan.agent.packages.elf.Elf;
import dev.imagescan.agent.packages.elf.Section;
import dev.imagescan.agent.packages.elf.Segment;
import dev.imagescan.agent.packages.golang.GoBinary.Found;
import dev.imagescan.agent.packages.golang.GoBinary.Malformed;
import dev.imagescan.agent.packages.golang.GoBinary.None;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the build information in an executable: in its own section, or, where the sections were
 * stripped or renamed, at the beginning of the data that the program may write to.
 *
 * @see <a href="https://pkg.go.dev/debug/buildinfo">debug/buildinfo</a>
 */
final class BuildInfoReader {

  private static final byte[] MAGIC = "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
  private static final int HEADER = 32;
  private static final int ALIGNMENT = 16;
  private static final String SECTION = ".go.buildinfo";

  /** Sections that only Go's linker makes; with one of them the file is Go's, whatever it lacks. */
  private static final Set<String> OF_GO =
      Set.of(".gopclntab", ".gosymtab", ".typelink", ".itablink", ".note.go.buildid");

  /** Behind this much of the data nothing is looked for. */
  private static final long MAX_SEARCH = 32 << 20;

  private static final int CHUNK = 64 << 10;

  /** The flag of the format since Go 1.18, where the texts follow the header. */
  private static final int INLINE = 2;

  private BuildInfoReader() {}

  /** Reads it; {@link None} when there is none, {@link Malformed} when it breaks its format. */
  static GoBinary read(Elf elf) throws IOException {
    long header = find(elf);
    if (header < 0) {
      return new None();
    }
    byte[] bytes = elf.at(header, HEADER);
    if (bytes.length < HEADER) {
      return new Malformed();
    }
    Optional<BuildInfo> info =
        (bytes[15] & INLINE) != 0
            ? BuildInfoTexts.inline(elf, header + HEADER)
            : BuildInfoTexts.pointed(elf, bytes);
    return info.<GoBinary>map(Found::new).orElseGet(Malformed::new);
  }

  private static long find(Elf elf) throws IOException {
    Optional<Section> own = elf.section(SECTION);
    if (own.isPresent()) {
      Section section = own.get();
      return search(elf, section.offset(), section.address(), section.size());
    }
    if (!mayBeGo(elf)) {
      return -1;
    }
    for (Segment segment : elf.segments()) {
      if (segment.isWritableData()) {
        return search(elf, segment.offset(), segment.address(), segment.size());
      }
    }
    return -1;
  }

  /** Whether it is worth searching: a file that has kept its sections says whose it is. */
  private static boolean mayBeGo(Elf elf) {
    boolean named = false;
    for (Section section : elf.sections()) {
      if (OF_GO.contains(section.name())) {
        return true;
      }
      named |= section.name().equals(".text");
    }
    return !named;
  }

  /** The file's offset of the magic, which lies at an address that is a multiple of 16; or -1. */
  private static long search(Elf elf, long offset, long address, long size) throws IOException {
    long skew = (ALIGNMENT - address % ALIGNMENT) % ALIGNMENT;
    long end = Math.min(size, MAX_SEARCH);
    for (long done = skew; done < end; done += CHUNK) {
      byte[] chunk = elf.at(offset + done, (int) Math.min(CHUNK, end - done));
      for (int i = 0; i + MAGIC.length <= chunk.length; i += ALIGNMENT) {
        if (chunk[i] == MAGIC[0]
            && Arrays.equals(chunk, i, i + MAGIC.length, MAGIC, 0, MAGIC.length)) {
          return offset + done + i;
        }
      }
    }
    return -1;
  }
}
