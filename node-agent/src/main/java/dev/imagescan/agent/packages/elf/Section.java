package dev.imagescan.agent.packages.elf;

/**
 * A section of an ELF file that has bytes in the file.
 *
 * @param name its name, one char a byte; empty when the table of names does not give one
 * @param type SHT_PROGBITS or another type
 * @param flags SHF_WRITE, SHF_ALLOC, SHF_EXECINSTR and others
 * @param address where it lies in memory
 * @param offset where it begins in the file
 * @param size in bytes; offset and size lie within the file
 */
public record Section(String name, int type, long flags, long address, long offset, long size) {

  static final int SHT_PROGBITS = 1;
  static final int SHT_NOBITS = 8;
  private static final int SHF_EXECINSTR = 4;
  private static final int SHF_COMPRESSED = 0x800;

  /** Whether it holds what the program is made of, other than code: constants, initial values. */
  public boolean isData() {
    return type == SHT_PROGBITS && (flags & (SHF_EXECINSTR | SHF_COMPRESSED)) == 0;
  }
}
