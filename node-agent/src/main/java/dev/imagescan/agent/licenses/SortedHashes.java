package dev.imagescan.agent.licenses;

/**
 * Hashes in ascending order, and where those begin that begin with the same bits: a search looks at
 * one or two of them.
 */
final class SortedHashes {

  private static final int BITS = 15;

  private final int[] hashes;
  private final char[] firsts = new char[(1 << BITS) + 1];

  /** Takes hashes in ascending order, fewer than 65,536. */
  SortedHashes(int[] hashes) {
    this.hashes = hashes;
    int at = 0;
    for (int bits = 0; bits < 1 << BITS; bits++) {
      while (at < hashes.length && bits(hashes[at]) < bits) {
        at++;
      }
      firsts[bits] = (char) at;
    }
    firsts[1 << BITS] = (char) hashes.length;
  }

  int size() {
    return hashes.length;
  }

  int at(int place) {
    return hashes[place];
  }

  /** The place of the first hash that equals this one, or -1. */
  int first(int hash) {
    int bits = bits(hash);
    int end = firsts[bits + 1];
    for (int at = firsts[bits]; at < end; at++) {
      if (hashes[at] == hash) {
        return at;
      }
    }
    return -1;
  }

  /** The first bits, in the order of the signed numbers. */
  private static int bits(int hash) {
    return (hash >> (32 - BITS)) + (1 << (BITS - 1));
  }
}
