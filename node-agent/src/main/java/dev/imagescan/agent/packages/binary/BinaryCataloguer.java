package dev.imagescan.agent.packages.binary;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.binary.WellKnown.Candidate;
import dev.imagescan.agent.packages.elf.Elf;
import dev.imagescan.agent.packages.elf.Section;
import dev.imagescan.agent.packages.elf.Segment;
import dev.imagescan.agent.packages.golang.GoModules;
import dev.imagescan.agent.packages.rust.RustCrates;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Executables and shared libraries in ELF. Of each file the headers are read, and then what these
 * point to: Go's modules, Rust's crates, and, in files that have the names of well-known programs,
 * the constants among which the version is.
 */
public final class BinaryCataloguer implements Cataloguer {

  private static final String NAMES_OF_DEBUGGER = ".debug_str";

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Binary());
  }

  @Override
  public void read(Source source) throws IOException {
    Optional<Elf> elf = Elf.of(source.file());
    if (elf.isPresent()) {
      if (!GoModules.read(elf.get(), source)) {
        RustCrates.read(elf.get(), source);
      }
      readWellKnown(elf.get(), source);
    }
  }

  private static void readWellKnown(Elf elf, Source source) throws IOException {
    List<Candidate> candidates = WellKnown.PROGRAMS.candidates(source.path());
    if (candidates.isEmpty()) {
      return;
    }
    Search search = new Search(candidates);
    for (Section section : elf.sections()) {
      if (section.isData() && !isOfTools(section.name())) {
        through(search, elf, section.offset(), section.size());
      }
    }
    if (elf.sections().isEmpty()) {
      for (Segment segment : elf.segments()) {
        through(search, elf, segment.offset(), segment.size());
      }
    } else if (search.found().isEmpty()) {
      Optional<Section> names = elf.section(NAMES_OF_DEBUGGER);
      if (names.isPresent() && names.get().isData()) {
        through(search, elf, names.get().offset(), names.get().size());
      }
    }
    search
        .found()
        .forEach(
            each ->
                source.add(
                    Package.of(each.candidate().type(), each.candidate().name(), each.version())));
  }

  /** Whether it is made for debuggers and unwinders, and has none of the program's own texts. */
  private static boolean isOfTools(String section) {
    return section.startsWith(".debug_")
        || section.startsWith(".eh_frame")
        || section.equals(".gcc_except_table")
        || section.equals(".gopclntab");
  }

  private static void through(Search search, Elf elf, long offset, long size) throws IOException {
    search.through(
        (position, into, start, length) -> elf.read(offset + position, into, start, length), size);
  }
}
