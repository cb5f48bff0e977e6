package dev.imagescan.agent.root;

import java.util.ArrayList;
import java.util.List;

/** Splits the paths that roots are asked for. */
public final class Paths {

  /** The kernel's PATH_MAX less the terminating zero. */
  private static final int LONGEST = 4095;

  private Paths() {}

  /** The names in a path, those that say nothing left out; '..' stays. */
  public static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/")) {
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }

  /** The path of the directory that a path's last name is in; empty for the root. */
  public static String parent(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
  }

  /** The last name of a path. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Refuses paths that the kernel would not take, and ones deeper than is read. */
  public static void check(String path, Budget.Limits limits) throws UnreadableException {
    if (path.length() > LONGEST || path.indexOf('\0') >= 0) {
      throw new UnreadableException(path, Unreadable.NAME_TOO_LONG);
    }
    if (names(path).size() > limits.depth()) {
      throw new UnreadableException(path, Unreadable.TOO_DEEP);
    }
  }
}
