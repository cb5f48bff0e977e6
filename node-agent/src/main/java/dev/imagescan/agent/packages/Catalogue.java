package dev.imagescan.agent.packages;

import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The packages of one root file system.
 *
 * @param packages in {@link Package#ORDER}, without duplicates; one that is at several places is
 *     there once for each
 * @param problems what was passed over, by path
 * @param truncated whether a bound cut the packages or the problems short
 */
public record Catalogue(List<Package> packages, List<Problem> problems, boolean truncated) {

  /** How many packages one catalogue holds at most; a tree with more is not an honest one. */
  public static final int MAX_PACKAGES = 30_000;

  /** What the texts of all its packages take at most, in characters. */
  static final int MAX_TEXT = 8 << 20;

  /** How many problems are kept. */
  public static final int MAX_PROBLEMS = 64;

  /** Something that was passed over: its raw path, and why. */
  public record Problem(String path, Unreadable why) {
    private static final Comparator<Problem> ORDER =
        Comparator.comparing(Problem::path).thenComparing(Problem::why);
  }

  /** Copies the lists. */
  public Catalogue {
    packages = List.copyOf(packages);
    problems = List.copyOf(problems);
  }

  /** The same with one more problem, within the bound. */
  public Catalogue with(String path, Unreadable why) {
    List<Problem> more =
        Stream.concat(problems.stream(), Stream.of(new Problem(path, why)))
            .sorted(Problem.ORDER)
            .distinct()
            .toList();
    return new Catalogue(
        packages,
        more.stream().limit(MAX_PROBLEMS).toList(),
        truncated || more.size() > MAX_PROBLEMS);
  }

  /** Collects packages and problems within their bounds. Many threads may use it at once. */
  public static final class Builder {
    private final List<Package> packages = new ArrayList<>();
    private final Owners owners = new Owners();
    private final TreeSet<Problem> problems = new TreeSet<>(Problem.ORDER);
    private boolean truncated;
    private int text;
    private volatile boolean spent;

    /** Adds packages, unless there are too many. */
    public synchronized void addAll(List<Package> found) {
      for (Package each : found) {
        int length = each.length();
        if (packages.size() == MAX_PACKAGES || length > MAX_TEXT - text) {
          truncated = true;
          return;
        }
        text += length;
        packages.add(each);
      }
    }

    /** Notes that a file belongs to a package of the distribution. */
    public void owns(Package owner, String path) {
      owners.add(owner, path);
    }

    /** The package of the distribution that a file belongs to, as far as was noted. */
    public Optional<Package.Identity> ownerOf(String path) {
      return owners.packageOf(path);
    }

    /** Notes that there is more than is kept. */
    synchronized void cut() {
      truncated = true;
    }

    /** Whether the budget of bytes, entries or time is used up. */
    public boolean isSpent() {
      return spent;
    }

    /** Notes something that was passed over. */
    public void passedOver(UnreadableException e) {
      passedOver(e.path(), e.why());
    }

    /**
     * Notes why this path was passed over, unless there is nothing: what is not there is no
     * problem. Returns the reason.
     */
    public Unreadable passedOverUnlessAbsent(String path, IOException e) {
      Unreadable why =
          e instanceof UnreadableException unreadable ? unreadable.why() : Unreadable.IO_ERROR;
      if (why != Unreadable.NOT_FOUND) {
        passedOver(path, why);
      }
      return why;
    }

    /** Notes something that was passed over, once. */
    public synchronized void passedOver(String path, Unreadable why) {
      if (why == Unreadable.BUDGET_SPENT || why == Unreadable.DEADLINE) {
        truncated = true;
        spent = true;
      }
      problems.add(new Problem(path, why));
      if (problems.size() > MAX_PROBLEMS) {
        problems.pollLast();
        truncated = true;
      }
    }

    /** What was collected so far, in order. */
    public synchronized Catalogue build() {
      return new Catalogue(
          OnePackage.of(packages, owners).stream().distinct().sorted(Package.ORDER).toList(),
          List.copyOf(problems),
          truncated);
    }
  }
}
