package dev.imagescan.agent.packages.golang;

import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.elf.Elf;
import dev.imagescan.agent.packages.golang.GoBinary.Found;
import dev.imagescan.agent.packages.golang.GoBinary.Malformed;
import dev.imagescan.agent.packages.golang.GoBinary.None;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The modules in a Go program: its own, those that it needs, and Go's standard library. A module
 * that was built from a directory has Go's own word {@code (devel)} for a version, unless the
 * program's builders have recorded what it is.
 */
public final class GoModules {

  /** Go's name for what comes with the compiler, in vulnerability databases too. */
  private static final String STANDARD_LIBRARY = "stdlib";

  /** Go is under this licence in all its versions, and the standard library is a part of Go. */
  private static final License OF_GO = new License("BSD-3-Clause", Evidence.DECLARED);

  private static final Pattern GO_VERSION = Pattern.compile("go([0-9][!-~]{0,100})(?: .*)?");

  /** As long as a package's name may be; names between single slashes. */
  private static final Pattern MODULE_PATH =
      Pattern.compile("(?=.{1,255}+$)[!-~&&[^/\\\\%?#]]++(?:/[!-~&&[^/\\\\%?#]]++)*+");

  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");

  /** The command's own main package. */
  private static final String GO_COMMAND = "cmd/go";

  private GoModules() {}

  /**
   * Adds the modules that a program is made of; nothing when it is not a Go program.
   *
   * @return whether it is a Go program
   */
  public static boolean read(Elf elf, Source source) throws IOException {
    return switch (BuildInfoReader.read(elf)) {
      case None() -> false;
      case Malformed() -> {
        source.problem(source.path(), Unreadable.MALFORMED);
        yield true;
      }
      case Found(BuildInfo info) -> {
        add(info, source);
        yield true;
      }
    };
  }

  private static void add(BuildInfo info, Source source) {
    Modules modules = Modules.parse(info.modules());
    Matcher version = GO_VERSION.matcher(info.goVersion());
    if (version.matches()) {
      source.add(Package.of(PackageType.GOLANG, STANDARD_LIBRARY, version.group(1)).license(OF_GO));
      if (isGoItself(modules, source)) {
        source.add(Package.of(PackageType.GENERIC, "go", version.group(1)).license(OF_GO));
      }
    }
    Module main = main(modules);
    ModuleCache cache = new ModuleCache(source);
    for (Module dependency : modules.dependencies()) {
      if (dependency != main) {
        add(dependency.effective(), cache, source);
      }
    }
    if (main != null) {
      add(versioned(main.effective(), modules), cache, source);
    }
  }

  private static boolean isGoItself(Modules modules, Source source) {
    String path = modules.packagePath();
    return source.name().equals("go") && (path.isEmpty() || path.equals(GO_COMMAND));
  }

  /**
   * The main module. Where files rather than a package were built it is not told, but it is the one
   * among the others that came from a directory.
   */
  private static Module main(Modules modules) {
    if (modules.main() != null) {
      return modules.main();
    }
    List<Module> fromDirectory =
        modules.dependencies().stream()
            .filter(each -> each.replacement() == null && !each.hasVersion())
            .toList();
    return fromDirectory.size() == 1 ? fromDirectory.getFirst() : null;
  }

  private static Module versioned(Module main, Modules modules) {
    return main.hasVersion()
        ? main
        : MainVersion.of(main.path(), modules)
            .map(version -> new Module(main.path(), version, null))
            .orElse(main);
  }

  private static void add(Module module, ModuleCache cache, Source source) {
    String version = module.version().isEmpty() ? Module.DEVEL : module.version();
    if (MODULE_PATH.matcher(module.path()).matches() && VERSION.matcher(version).matches()) {
      source.add(
          Package.of(PackageType.GOLANG, module.path(), version).license(cache.license(module)));
    } else {
      source.problem(source.path(), Unreadable.MALFORMED);
    }
  }
}
