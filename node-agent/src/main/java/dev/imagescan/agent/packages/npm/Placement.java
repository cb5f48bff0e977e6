package dev.imagescan.agent.packages.npm;

import dev.imagescan.agent.packages.metadata.TestMaterial;
import java.util.Set;

/**
 * What a package.json is, told by where it lies. There are many more such files than packages: of
 * tests and templates, and those that only say how the files below a folder are loaded.
 */
enum Placement {
  /** A package that was installed under its name. */
  INSTALLED,
  /** Inside a package of any ecosystem: a copy of another package, or nothing. */
  CARRIED,
  /** Outside of all packages: an application of its own. */
  OWN,
  /** Material for tests or examples, or nothing. */
  NONE;

  /** Folders of other ecosystems that hold packages. */
  private static final Set<String> PACKAGES_OF_OTHERS =
      Set.of("site-packages", "dist-packages", "gems", "vendor");

  /** Where the file at this path, relative to the root, lies. */
  static Placement of(String path) {
    String[] names = path.split("/");
    int folders = names.length - 1;
    Placement place = OWN;
    for (int i = 0; i < folders; i++) {
      if (holdsModules(names, i)) {
        int end = i + 1 < folders && names[i + 1].startsWith("@") ? i + 2 : i + 1;
        if (end >= folders) {
          return NONE;
        }
        // What begins with a dot is the package manager's, such as pnpm's store.
        place = names[i + 1].startsWith(".") ? CARRIED : INSTALLED;
        i = end;
      } else if (PACKAGES_OF_OTHERS.contains(names[i])) {
        place = CARRIED;
      } else if (i > 0 && TestMaterial.in(names[i])) {
        if (place == INSTALLED || place == CARRIED) {
          return NONE;
        }
        place = NONE;
      } else if (place == INSTALLED) {
        place = CARRIED;
      }
    }
    return place;
  }

  /** Whether each folder in this one, or in one of its scopes, is a package. */
  private static boolean holdsModules(String[] names, int i) {
    return names[i].equals("node_modules") || names[i].equals("nodejs") && ofDebian(names, i);
  }

  /** Debian's policy for Node.js: usr/share/nodejs, usr/lib/nodejs, usr/lib/TRIPLET/nodejs. */
  private static boolean ofDebian(String[] names, int i) {
    return names[0].equals("usr")
        && (i == 2 && names[1].equals("share") || names[1].equals("lib") && (i == 2 || i == 3));
  }
}
