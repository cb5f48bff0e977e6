package dev.imagescan.agent.packages;

import java.util.Set;

/** Which regular files of a tree a cataloguer wants to be shown, told by their paths. */
public sealed interface Wanted {

  /** The file at this path, relative to the root. */
  record AtPath(String path) implements Wanted {}

  /** The files in this directory, not those deeper down. */
  record InDirectory(String directory) implements Wanted {}

  /** The files of this name, wherever they are. */
  record Named(String name) implements Wanted {}

  /**
   * The files whose names end so, wherever they are.
   *
   * @param suffix begins with a dot, and is compared without regard to case
   */
  record Ending(String suffix) implements Wanted {

    /** The suffix begins with a dot. */
    public Ending {
      if (!suffix.startsWith(".")) {
        throw new IllegalArgumentException("a suffix begins with a dot: " + suffix);
      }
    }
  }

  /**
   * The files that may be programs or libraries of machine code: who has the right to execute
   * anything may execute them, or they are named as a shared library is; and their names do not say
   * that they are something else. Who wants these wants no others.
   */
  record Binary() implements Wanted {

    /** Endings of names that no file of machine code has. */
    private static final Set<String> OTHER =
        Set.of(
            "c",
            "cc",
            "cfg",
            "class",
            "conf",
            "cpp",
            "css",
            "csv",
            "egg",
            "ejs",
            "el",
            "gem",
            "gif",
            "go",
            "gz",
            "h",
            "hpp",
            "htm",
            "html",
            "in",
            "ini",
            "jar",
            "java",
            "jpg",
            "js",
            "json",
            "jsx",
            "less",
            "lua",
            "map",
            "markdown",
            "md",
            "mjs",
            "mo",
            "p",
            "pc",
            "pdf",
            "php",
            "pl",
            "pm",
            "png",
            "po",
            "pod",
            "properties",
            "py",
            "pyc",
            "pyi",
            "pyx",
            "rb",
            "rst",
            "scss",
            "service",
            "sh",
            "svg",
            "tcl",
            "tmpl",
            "toml",
            "ts",
            "tsx",
            "txt",
            "vim",
            "war",
            "woff",
            "woff2",
            "xml",
            "xsd",
            "xz",
            "yaml",
            "yml",
            "zip",
            "zst");

    static boolean mayBe(String name) {
      int dot = name.lastIndexOf('.');
      return dot < 0 || !OTHER.contains(name.substring(dot + 1));
    }

    /** Whether a library, which need not be executable, has such a name. */
    static boolean isLibrary(String path) {
      return path.endsWith(".so") || path.contains(".so.") || path.endsWith(".node");
    }
  }
}
