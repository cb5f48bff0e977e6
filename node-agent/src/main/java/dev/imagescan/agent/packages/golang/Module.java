package dev.imagescan.agent.packages.golang;

/**
 * A module that is part of a program.
 *
 * @param version such as "v1.2.3", or {@link #DEVEL}
 * @param replacement what was taken in its place, or null
 */
record Module(String path, String version, Module replacement) {

  /** Go's word for a version that is not known: the module was built from a directory. */
  static final String DEVEL = "(devel)";

  /**
   * The module whose code is in the program. A directory that stands in for a module is still that
   * module, in a version that nobody knows.
   */
  Module effective() {
    if (replacement == null) {
      return this;
    }
    boolean directory =
        replacement.path().startsWith(".")
            || replacement.path().startsWith("/")
            || replacement.version().isEmpty();
    return directory ? new Module(path, DEVEL, null) : replacement;
  }

  /** Whether its version is known. */
  boolean hasVersion() {
    return !version.isEmpty() && !version.equals(DEVEL);
  }
}
