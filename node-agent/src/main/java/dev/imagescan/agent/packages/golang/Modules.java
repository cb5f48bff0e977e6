package dev.imagescan.agent.packages.golang;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The modules that a program was built from, and how.
 *
 * @param packagePath the path of the main package; empty when it is not told
 * @param main the main module, or null
 * @param dependencies all other modules
 * @param settings those of {@link #KEPT} that were recorded
 * @see <a href="https://pkg.go.dev/runtime/debug#BuildInfo">runtime/debug.BuildInfo</a>
 */
record Modules(
    String packagePath, Module main, List<Module> dependencies, Map<String, String> settings) {

  static final String LINKER_FLAGS = "-ldflags";
  static final String REVISION = "vcs.revision";
  static final String REVISION_TIME = "vcs.time";

  private static final Set<String> KEPT = Set.of(LINKER_FLAGS, REVISION, REVISION_TIME);

  /** The most modules of an honest program. */
  private static final int MAX = 10_000;

  Modules {
    dependencies = List.copyOf(dependencies);
    settings = Map.copyOf(settings);
  }

  /** Reads the lines; what is not understood is passed over. */
  static Modules parse(String text) {
    Reader reader = new Reader();
    text.lines().forEach(line -> reader.line(line.split("\t", -1)));
    return new Modules(reader.packagePath, reader.main, reader.dependencies, reader.settings);
  }

  private static final class Reader {
    private String packagePath = "";
    private Module main;
    private final List<Module> dependencies = new ArrayList<>();
    private final Map<String, String> settings = new HashMap<>();

    void line(String[] fields) {
      if (fields.length < 2) {
        return;
      }
      switch (fields[0]) {
        case "path" -> packagePath = fields[1];
        case "mod" -> main = module(fields, null);
        case "dep" -> {
          if (dependencies.size() < MAX) {
            dependencies.add(module(fields, null));
          }
        }
        case "=>" -> replaceLast(module(fields, null));
        case "build" -> setting(fields[1]);
        default -> {
          // A later Go's.
        }
      }
    }

    private void replaceLast(Module by) {
      if (!dependencies.isEmpty()) {
        Module last = dependencies.removeLast();
        dependencies.add(new Module(last.path(), last.version(), by));
      } else if (main != null) {
        main = new Module(main.path(), main.version(), by);
      }
    }

    private void setting(String text) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? "" : text.substring(0, equals);
      if (KEPT.contains(key)) {
        settings.put(key, Quoted.unquote(text.substring(equals + 1)));
      }
    }

    private static Module module(String[] fields, Module replacement) {
      return new Module(fields[1], fields.length > 2 ? fields[2] : "", replacement);
    }
  }
}
