package dev.imagescan.agent.packages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Tells for each path of a tree which cataloguers want it. Many threads may use it. */
final class Interest {

  private final Map<String, List<Cataloguer>> paths = new HashMap<>();
  private final Map<String, List<Cataloguer>> directories = new HashMap<>();
  private final Map<String, List<Cataloguer>> names = new HashMap<>();
  private final Map<String, List<Cataloguer>> endings = new HashMap<>();
  private final List<Cataloguer> binaries = new ArrayList<>();

  Interest(List<Cataloguer> cataloguers) {
    cataloguers.forEach(one -> one.wanted().forEach(wanted -> add(wanted, one)));
  }

  private void add(Wanted wanted, Cataloguer one) {
    switch (wanted) {
      case Wanted.AtPath(String path) -> add(paths, path, one);
      case Wanted.InDirectory(String directory) -> add(directories, directory, one);
      case Wanted.Named(String name) -> add(names, name, one);
      case Wanted.Ending(String suffix) -> add(endings, suffix.toLowerCase(Locale.ROOT), one);
      case Wanted.Binary() -> binaries.add(one);
    }
  }

  private static void add(Map<String, List<Cataloguer>> map, String key, Cataloguer one) {
    map.computeIfAbsent(key, _ -> new ArrayList<>()).add(one);
  }

  /** Who wants the file at this path, each once. */
  List<Cataloguer> in(String path) {
    List<Cataloguer> found = new ArrayList<>(0);
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    addTo(found, paths.get(path), path);
    addTo(found, slash < 0 ? null : directories.get(path.substring(0, slash)), path);
    addTo(found, names.get(name), path);
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      addTo(found, endings.get(name.substring(dot).toLowerCase(Locale.ROOT)), path);
    }
    if (Wanted.Binary.mayBe(name)) {
      addTo(found, binaries, path);
    }
    return found;
  }

  private static void addTo(List<Cataloguer> found, List<Cataloguer> some, String path) {
    if (some != null) {
      for (Cataloguer one : some) {
        if (!found.contains(one) && one.wants(path)) {
          found.add(one);
        }
      }
    }
  }

  /** Whether one of those whom the path tells something wants the file for what it is, too. */
  boolean wants(Cataloguer one, String path, BooleanSupplier executable) {
    return !binaries.contains(one) || Wanted.Binary.isLibrary(path) || executable.getAsBoolean();
  }
}
