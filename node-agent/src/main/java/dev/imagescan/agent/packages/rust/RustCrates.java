package dev.imagescan.agent.packages.rust;

import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.elf.Elf;
import dev.imagescan.agent.packages.elf.Section;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.util.Optional;

/**
 * The crates in a Rust program that was built with cargo-auditable, the program's own included;
 * those that were needed to build it only are not in it.
 *
 * @see <a href="https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md">Parsing
 *     the dependency list</a>
 */
public final class RustCrates {

  private static final String SECTION = ".dep-v0";
  private static final int MAX_COMPRESSED = 1 << 20;

  private RustCrates() {}

  /**
   * Adds the crates that a program is made of; nothing when it does not tell.
   *
   * @return whether it does
   */
  public static boolean read(Elf elf, Source source) throws IOException {
    Optional<Section> section = elf.section(SECTION);
    if (section.isEmpty()) {
      return false;
    }
    long size = section.get().size();
    if (size > MAX_COMPRESSED) {
      source.problem(source.path(), Unreadable.TOO_LARGE);
      return true;
    }
    DependencyList list = DependencyList.read(elf.at(section.get().offset(), (int) size));
    if (!list.sound()) {
      source.problem(source.path(), Unreadable.MALFORMED);
    }
    list.crates()
        .forEach(crate -> source.add(Package.of(PackageType.CARGO, crate.name(), crate.version())));
    return true;
  }
}
