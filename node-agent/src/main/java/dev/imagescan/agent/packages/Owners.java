package dev.imagescan.agent.packages;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which package of the distribution a file belongs to. Paths are kept as hashes, 16 bytes each, so
 * that half a million of them take no more than 16 MB; two paths that hash alike are one. Many
 * threads may use it.
 */
final class Owners {

  /** More files than the largest distribution image has. */
  static final int MOST_FILES = 1 << 19;

  /** What the names of all packages that own files may take, in characters. */
  private static final int MOST_TEXT = 4 << 20;

  private long[] hashes = new long[1 << 12];
  private int[] numbers = new int[1 << 12];
  private int count;
  private int text;
  private final long seed = ThreadLocalRandom.current().nextLong();
  private final Map<Package.Identity, Integer> packages = new HashMap<>();

  /** Notes a file, unless there are too many; a directory that several have is the first's. */
  synchronized void add(Package owner, String path) {
    if (count >= MOST_FILES) {
      return;
    }
    if (2 * count > hashes.length) {
      grow();
    }
    Package.Identity identity = owner.identity();
    if (!packages.containsKey(identity)) {
      text += owner.name().length() + owner.version().length();
      if (text > MOST_TEXT || packages.size() == Catalogue.MAX_PACKAGES) {
        text = MOST_TEXT;
        return;
      }
      packages.put(identity, packages.size() + 1);
    }
    put(hash(path), packages.get(identity));
  }

  /** The number of the package that a file belongs to, or 0. */
  synchronized int of(String path) {
    return numbers[slot(hash(path))];
  }

  /** The package that a file belongs to. */
  synchronized Optional<Package.Identity> packageOf(String path) {
    int number = of(path);
    return packages.entrySet().stream()
        .filter(entry -> entry.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The number of a package; 0 when it has no files. */
  synchronized int number(Package owner) {
    return packages.getOrDefault(owner.identity(), 0);
  }

  private void put(long hash, int number) {
    int slot = slot(hash);
    if (numbers[slot] == 0) {
      hashes[slot] = hash;
      numbers[slot] = number;
      count++;
    }
  }

  private int slot(long hash) {
    int mask = hashes.length - 1;
    int slot = (int) (hash ^ (hash >>> 32)) & mask;
    while (numbers[slot] != 0 && hashes[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHashes = hashes;
    int[] oldNumbers = numbers;
    hashes = new long[2 * oldHashes.length];
    numbers = new int[2 * oldNumbers.length];
    count = 0;
    for (int i = 0; i < oldHashes.length; i++) {
      if (oldNumbers[i] != 0) {
        put(oldHashes[i], oldNumbers[i]);
      }
    }
  }

  /** FNV-1a from a start that nobody can foresee, and its bits mixed once more. */
  private long hash(String written) {
    String path = MovedPaths.canonical(written);
    long hash = seed;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x100000001b3L;
      hash ^= hash >>> 29;
    }
    hash ^= hash >>> 29;
    hash *= 0xbf58476d1ce4e5b9L;
    return hash ^ (hash >>> 32);
  }
}
