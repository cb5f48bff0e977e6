package dev.imagescan.agent.packages.dotnet;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Assemblies of .NET that no .deps.json file describes, by their own version resources. The many
 * that a runtime consists of are one package.
 */
public final class AssemblyCataloguer implements Cataloguer {

  private static final List<Wanted> WANTED =
      List.of(new Wanted.Ending(".dll"), new Wanted.Ending(".exe"));

  private static final Pattern RUNTIME =
      Pattern.compile(
          "(?:.*/)?Microsoft\\.NETCore\\.App/(?<version>\\d+\\.\\d+\\.\\d+[^/]*)/[^/]+");

  /** The assembly that every runtime has. */
  private static final String CORE = "System.Private.CoreLib.dll";

  @Override
  public List<Wanted> wanted() {
    return WANTED;
  }

  /** Satellites hold texts in one language; they are no packages of their own. */
  @Override
  public boolean wants(String path) {
    return !path.endsWith(".resources.dll");
  }

  @Override
  public void read(Source source) throws IOException {
    Matcher runtime = RUNTIME.matcher(source.path());
    if (runtime.matches()) {
      if (source.name().equals(CORE) && !isDescribed(source, source.directory())) {
        source.add(
            Package.of(PackageType.NUGET, "Microsoft.NETCore.App", runtime.group("version")));
      }
      return;
    }
    var library = Assembly.of(source.path(), source.file());
    if (library.isPresent() && !isDescribed(source)) {
      source.add(Package.of(PackageType.NUGET, library.get().name(), library.get().version()));
    }
  }

  /** Files for one platform lie in a directory of the application's own, below "runtimes". */
  private static boolean isDescribed(Source source) {
    int runtimes = source.path().indexOf("/runtimes/");
    return isDescribed(source, source.directory())
        || (runtimes > 0 && isDescribed(source, source.path().substring(0, runtimes)));
  }

  private static boolean isDescribed(Source source, String directory) {
    return source.list(directory).stream().anyMatch(name -> name.endsWith(DepsCataloguer.ENDING));
  }
}
