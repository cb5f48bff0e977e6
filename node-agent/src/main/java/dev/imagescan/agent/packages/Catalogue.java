package dev.imagescan.agent.packages;

import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The packages of one root file system.
 *
 * @param packages in {@link Package#ORDER}, without duplicates
 * @param problems what was passed over, in the order in which it was met
 * @param truncated whether a bound cut the packages or the problems short
 */
public record Catalogue(List<Package> packages, List<Problem> problems, boolean truncated) {

  /** How many packages one catalogue holds at most; a tree with more is not an honest one. */
  public static final int MAX_PACKAGES = 10_000;

  /** How many problems are kept. */
  public static final int MAX_PROBLEMS = 64;

  /** Something that was passed over: its raw path, and why. */
  public record Problem(String path, Unreadable why) {}

  /** Copies the lists. */
  public Catalogue {
    packages = List.copyOf(packages);
    problems = List.copyOf(problems);
  }

  /** The same with one more problem. */
  public Catalogue with(String path, Unreadable why) {
    List<Problem> more = new ArrayList<>(problems);
    more.add(new Problem(path, why));
    return new Catalogue(packages, more, truncated);
  }

  /** Collects packages and problems within their bounds. One thread at a time may use it. */
  public static final class Builder {
    private final List<Package> packages = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean truncated;

    /** Adds a package, unless there are too many. */
    public void add(Package found) {
      if (packages.size() < MAX_PACKAGES) {
        packages.add(found);
      } else {
        truncated = true;
      }
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
    public void passedOver(String path, Unreadable why) {
      truncated |= why == Unreadable.BUDGET_SPENT || why == Unreadable.DEADLINE;
      Problem problem = new Problem(path, why);
      if (problems.contains(problem)) {
        return;
      }
      if (problems.size() < MAX_PROBLEMS) {
        problems.add(problem);
      } else {
        truncated = true;
      }
    }

    /** What was collected so far, in order. */
    public Catalogue build() {
      return new Catalogue(
          packages.stream().distinct().sorted(Package.ORDER).toList(), problems, truncated);
    }
  }
}
