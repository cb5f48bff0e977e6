package dev.imagescan.agent.packages.binary;

import dev.imagescan.agent.packages.binary.WellKnown.Candidate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for the versions of well-known programs in one file, piece by piece, all candidates in one
 * pass. One thread uses it.
 */
final class Search {

  /** More data than any of the programs has is not looked through. */
  private static final long MAX_BYTES = 64L << 20;

  private static final int CHUNK = 256 << 10;

  /** A part of a file. */
  @FunctionalInterface
  interface Part {
    /** Reads bytes from a position in the part on; fewer than asked for at its end only. */
    int read(long position, byte[] into, int offset, int length) throws IOException;
  }

  /** A version that was found. */
  record Found(Candidate candidate, String version) {}

  private final List<Candidate> candidates;
  private final String[] versions;
  private final int[] tries;
  private final byte[] buffer = new byte[Clue.MAX_BEFORE + CHUNK + Clue.MAX_AFTER];
  private long left = MAX_BYTES;

  Search(List<Candidate> candidates) {
    this.candidates = candidates;
    this.versions = new String[candidates.size()];
    this.tries = new int[candidates.size()];
  }

  /** Looks through a part of the file, unless all that counts is known. */
  void through(Part part, long size) throws IOException {
    // A text at the very beginning or end is one between zero bytes as well.
    buffer[0] = 0;
    int kept = 1;
    int from = 0;
    for (long done = 0; done < size && left > 0 && !isComplete(); ) {
      int wanted = (int) Math.min(buffer.length - kept - 1, size - done);
      int count = part.read(done, buffer, kept, wanted);
      int end = kept + Math.max(count, 0);
      done += Math.max(count, 0);
      left -= Math.max(count, 0);
      boolean last = count < wanted || done == size;
      if (last) {
        buffer[end++] = 0;
      }
      int to = last ? end : Math.max(from, end - Clue.MAX_AFTER);
      examine(from, to, end);
      if (last) {
        return;
      }
      int keep = Math.max(0, to - Clue.MAX_BEFORE);
      System.arraycopy(buffer, keep, buffer, 0, end - keep);
      kept = end - keep;
      from = to - keep;
    }
  }

  private void examine(int from, int to, int end) {
    Latin1 text = new Latin1(buffer, 0, end);
    for (int i = 0; i < versions.length; i++) {
      Clue clue = candidates.get(i).clue();
      int at = from;
      while (versions[i] == null && tries[i] < clue.tries()) {
        at = clue.next(buffer, at, to, end);
        if (at == to) {
          break;
        }
        tries[i]++;
        versions[i] = clue.version(text, at, end);
        at++;
      }
    }
  }

  /** Whether nothing that could still be found would count more than what was. */
  private boolean isComplete() {
    return IntStream.range(0, versions.length)
        .allMatch(i -> versions[i] != null || i > 0 && isAlternative(i) && isSettled(i - 1));
  }

  private boolean isSettled(int i) {
    return versions[i] != null || i > 0 && isAlternative(i) && isSettled(i - 1);
  }

  private boolean isAlternative(int i) {
    return candidates.get(i).file().equals(candidates.get(i - 1).file());
  }

  /** Of alternatives the first that was found. */
  List<Found> found() {
    List<Found> found = new ArrayList<>();
    boolean settled = false;
    for (int i = 0; i < versions.length; i++) {
      settled &= i > 0 && isAlternative(i);
      if (versions[i] != null && !settled) {
        found.add(new Found(candidates.get(i), versions[i]));
        settled = true;
      }
    }
    return found;
  }
}
