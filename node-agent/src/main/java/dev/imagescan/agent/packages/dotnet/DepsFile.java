package dev.imagescan.agent.packages.dotnet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a .deps.json file says that an application is made of. A library that brings no file, itself
 * or with what it depends on, was needed to build the application only and is not in it; unless a
 * tool was used that puts several libraries into one file.
 *
 * @see <a
 *     href="https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md">Runtime
 *     configuration files</a>
 */
final class DepsFile {

  /** Honest ones have some hundreds. */
  static final int MAX_LIBRARIES = 20_000;

  /** Tools that put libraries into others. */
  private static final Set<String> BUNDLERS =
      Set.of(
          "brokenevent.ilstrip",
          "brokenevent.ilstrip.cli",
          "costura.fody",
          "fody",
          "ilmerge",
          "ilrepack",
          "ilrepack.fullauto",
          "ilrepack.lib",
          "ilrepack.lib.msbuild",
          "ilrepack.lib.msbuild.task",
          "ilrepack.lib.net",
          "ilrepack.netstandard",
          "jetbrains.build.ilrepack",
          "postsharp.community.packer");

  /** What one library is. */
  static final class Part {
    String type = "";
    boolean hasSource;
    boolean inTarget;
    final Set<String> files = new LinkedHashSet<>();
    final Set<String> needs = new LinkedHashSet<>();
  }

  private final Map<String, Part> parts = new HashMap<>();

  /** The library of a key, to be filled in; null when there are too many. */
  Part part(String key) {
    return parts.size() < MAX_LIBRARIES || parts.containsKey(key)
        ? parts.computeIfAbsent(key, _ -> new Part())
        : null;
  }

  /** The files that libraries bring, by their paths in the packages or beside this file. */
  Set<String> files() {
    Set<String> files = new HashSet<>();
    parts.values().forEach(part -> files.addAll(part.files));
    return files;
  }

  /**
   * The libraries that are in the application.
   *
   * @param application its name, which is the file's without its ending
   */
  List<Library> libraries(String application) {
    Set<String> bringing = bringing();
    boolean bundled = parts.keySet().stream().anyMatch(DepsFile::isBundler);
    return parts.entrySet().stream()
        .filter(each -> each.getValue().inTarget)
        .filter(
            each ->
                switch (each.getValue().type) {
                  case "project" -> each.getKey().startsWith(application + "/");
                  case "referenceassembly" -> each.getValue().hasSource;
                  default -> bundled || bringing.contains(each.getKey());
                })
        .map(each -> Library.of(each.getKey()))
        .flatMap(Optional::stream)
        .toList();
  }

  private static boolean isBundler(String key) {
    return BUNDLERS.contains(key.split("/", 2)[0].toLowerCase(Locale.ROOT));
  }

  /** The keys of those that bring files, and of all that need one of them. */
  private Set<String> bringing() {
    Map<String, Set<String>> neededBy = new HashMap<>();
    parts.forEach(
        (key, part) ->
            part.needs.forEach(
                need -> neededBy.computeIfAbsent(need, _ -> new HashSet<>()).add(key)));
    Set<String> bringing = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    parts.forEach(
        (key, part) -> {
          if (!part.files.isEmpty() && bringing.add(key)) {
            open.add(key);
          }
        });
    while (!open.isEmpty()) {
      for (String key : neededBy.getOrDefault(open.remove(), Set.of())) {
        if (bringing.add(key)) {
          open.add(key);
        }
      }
    }
    return bringing;
  }
}
