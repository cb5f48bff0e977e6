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
            "a",
            "awk",
            "bat",
            "c",
            "cc",
            "cfg",
            "cjs",
            "class",
            "cmd",
            "cnf",
            "coffee",
            "conf",
            "conffiles",
            "cpp",
            "css",
            "csv",
            "egg",
            "ejs",
            "el",
            "erb",
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
            "la",
            "less",
            "list",
            "lock",
            "lua",
            "map",
            "markdown",
            "md",
            "md5sums",
            "mjs",
            "mo",
            "p",
            "pc",
            "pdf",
            "perl",
            "ph",
            "php",
            "pl",
            "pm",
            "png",
            "po",
            "pod",
            "postinst",
            "postrm",
            "preinst",
            "prerm",
            "properties",
            "ps1",
            "py",
            "pyc",
            "pyi",
            "pyx",
            "rb",
            "rbs",
            "ri",
            "rst",
            "sample",
            "scss",
            "service",
            "sh",
            "shlibs",
            "svg",
            "symbols",
            "tcl",
            "templates",
            "tmpl",
            "toml",
            "tpl",
            "triggers",
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
