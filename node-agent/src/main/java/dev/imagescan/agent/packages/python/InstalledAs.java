package dev.imagescan.agent.packages.python;

import dev.imagescan.agent.packages.metadata.TestMaterial;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The forms in which a Python package lies in a file system, told by the path of its metadata. */
enum InstalledAs {
  /** A folder NAME.dist-info or NAME.egg-info, or the folder EGG-INFO of an unpacked egg. */
  FOLDER,
  /** A single file NAME.egg-info, as distutils wrote it. */
  FILE,
  /** An egg that was not unpacked. */
  EGG_ARCHIVE,
  /** None of these, or material for tests, or what pip could not remove. */
  NOTHING;

  /** What the file at this path, relative to the root, is. */
  static InstalledAs of(String path) {
    List<String> names = Arrays.asList(path.split("/"));
    String name = names.getLast();
    String folder = names.size() < 2 ? "" : names.get(names.size() - 2);
    InstalledAs form = form(name, folder);
    boolean isLeftOver = (form == FOLDER ? folder : name).startsWith("~");
    return isLeftOver || isTestMaterial(names) ? NOTHING : form;
  }

  private static InstalledAs form(String name, String folder) {
    String parent = folder.toLowerCase(Locale.ROOT);
    if (name.equals("METADATA")) {
      return parent.endsWith(".dist-info") ? FOLDER : NOTHING;
    }
    if (name.equals("PKG-INFO")) {
      return parent.endsWith(".egg-info") || parent.equals("egg-info") ? FOLDER : NOTHING;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".egg-info")) {
      return FILE;
    }
    return lower.endsWith(".egg") ? EGG_ARCHIVE : NOTHING;
  }

  private static boolean isTestMaterial(List<String> names) {
    int packages = Math.max(names.lastIndexOf("site-packages"), names.lastIndexOf("dist-packages"));
    return TestMaterial.among(names.subList(Math.max(packages, 0) + 1, names.size()));
  }
}
