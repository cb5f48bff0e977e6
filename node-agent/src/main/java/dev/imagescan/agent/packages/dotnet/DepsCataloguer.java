package dev.imagescan.agent.packages.dotnet;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What .NET applications are made of, by the .deps.json file that each has beside it. */
public final class DepsCataloguer implements Cataloguer {

  static final String ENDING = ".deps.json";

  private static final List<Wanted> WANTED = List.of(new Wanted.Ending(ENDING));

  @Override
  public List<Wanted> wanted() {
    return WANTED;
  }

  @Override
  public boolean holdsMany() {
    return true;
  }

  @Override
  public void read(Source source) throws IOException {
    DepsFile file =
        DepsReader.read(source.file())
            .orElseThrow(() -> new UnreadableException(source.path(), Unreadable.MALFORMED));
    String application = source.name().substring(0, source.name().length() - ENDING.length());
    for (Library each : file.libraries(application)) {
      source.add(Package.of(PackageType.NUGET, each.name(), each.version()));
    }
    if (!source.identityOnly()) {
      addOthers(source, file.files());
    }
  }

  /** Assemblies that lie beside the file and that it does not name were put there by hand. */
  private static void addOthers(Source source, Set<String> described) {
    Set<String> names =
        described.stream()
            .map(path -> path.substring(path.lastIndexOf('/') + 1))
            .collect(Collectors.toSet());
    List<String> others =
        source.list(source.directory()).stream()
            .filter(name -> name.endsWith(".dll") && !names.contains(name))
            .limit(DepsFile.MAX_LIBRARIES)
            .toList();
    for (String name : others) {
      Optional<RootFile> file = source.open(source.beside(name));
      if (file.isPresent()) {
        add(source, source.beside(name), file.get());
      }
    }
  }

  private static void add(Source source, String path, RootFile file) {
    try (file) {
      Assembly.of(path, file)
          .ifPresent(
              found ->
                  source.add(
                      Package.of(PackageType.NUGET, found.name(), found.version()).at(path)));
    } catch (IOException e) {
      source.problem(path, e);
    }
  }
}
