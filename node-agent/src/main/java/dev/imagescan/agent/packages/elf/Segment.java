package dev.imagescan.agent.packages.elf;

/**
 * A part of an ELF file that is loaded into memory.
 *
 * @param flags PF_X, PF_W, PF_R
 * @param address where it lies in memory
 * @param offset where it begins in the file
 * @param size its bytes in the file; offset and size lie within the file
 */
public record Segment(int flags, long address, long offset, long size) {

  static final int PT_LOAD = 1;
  private static final int PF_X = 1;
  private static final int PF_W = 2;

  /** Whether code may run in it. */
  public boolean executable() {
    return (flags & PF_X) != 0;
  }

  /** Whether the program may write to it, but run no code in it. */
  public boolean isWritableData() {
    return (flags & (PF_X | PF_W)) == PF_W;
  }

  /** Where in the file an address lies, or -1 when it is not in this segment. */
  long offsetOf(long at) {
    long distance = at - address;
    return distance >= 0 && distance < size ? offset + distance : -1;
  }
}
