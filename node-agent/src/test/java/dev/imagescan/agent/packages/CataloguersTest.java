package dev.imagescan.agent.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk, the layers and the joining of ecosystems, with cataloguers of lines "name version". */
class CataloguersTest {

  /** Each line is a package; with a file after a third word, that it owns. */
  private record LineCataloguer(PackageType type, List<Wanted> wanted, boolean holdsMany)
      implements Cataloguer {

    @Override
    public void read(Source source) throws IOException {
      Lines lines = new Lines(source.file());
      for (String line = lines.next(); line != null; line = lines.next()) {
        String[] words = line.split(" ");
        if (words.length < 2) {
          throw new UnreadableException(source.path(), Unreadable.MALFORMED);
        }
        Package found = Package.of(type, words[0], words[1]);
        source.add(found);
        if (words.length > 2) {
          source.owns(found, words[2]);
        }
      }
    }
  }

  private static final Cataloguer DISTRIBUTION =
      new LineCataloguer(PackageType.DEB, List.of(new Wanted.AtPath("var/db")), true);
  private static final Cataloguer LANGUAGE =
      new LineCataloguer(PackageType.PYPI, List.of(new Wanted.Ending(".py-package")), false);
  private static final Cataloguer PROGRAM =
      new LineCataloguer(PackageType.GENERIC, List.of(new Wanted.Binary()), false);

  @TempDir private Path directory;

  @Test
  void what_no_cataloguer_wants_is_not_opened() {
    MapRoot root =
        new MapRoot().with("var/db", "a 1").with("etc/passwd", "x").with("b.PY-package", "b 2");
    assertEquals(
        List.of("DEB a 1", "PYPI b 2"),
        shown(Cataloguers.read(root, List.of(DISTRIBUTION, LANGUAGE))));
    assertEquals(List.of("b.PY-package", "var/db"), root.opened().stream().sorted().toList());
  }

  @Test
  void a_program_is_what_may_be_executed_and_a_library_what_is_named_so() {
    MapRoot root =
        new MapRoot()
            .withProgram("bin/tool", "tool 1".getBytes())
            .withProgram("bin/script.py", "script 1".getBytes())
            .with("etc/plain", "plain 1")
            .with("lib/libx.so.1", "libx 1");
    assertEquals(
        List.of("GENERIC libx 1", "GENERIC tool 1"),
        shown(Cataloguers.read(root, List.of(PROGRAM))));
  }

  @Test
  void a_package_of_a_language_that_is_one_of_the_distribution_is_one_finding() {
    MapRoot root =
        new MapRoot()
            .with("var/db", "python3-a 1 /usr/lib/a.py-package\n")
            .with("lib/a.py-package", "a 1")
            .with("opt/b.py-package", "b 1");
    Catalogue catalogue = Cataloguers.read(root, List.of(DISTRIBUTION, LANGUAGE));
    assertEquals(List.of("DEB python3-a 1", "PYPI b 1"), shown(catalogue));
    assertEquals("a", catalogue.packages().getFirst().also().getFirst().name());
  }

  @Test
  void several_packages_of_a_language_in_one_of_the_distribution_are_parts_of_it() {
    MapRoot root =
        new MapRoot()
            .with("var/db", "many 1 usr/lib/a.py-package\nmany 1 usr/lib/b.py-package\n")
            .with("usr/lib/a.py-package", "a 1")
            .with("usr/lib/b.py-package", "b 1");
    assertEquals(
        List.of("DEB many 1", "PYPI a 1", "PYPI b 1"),
        shown(Cataloguers.read(root, List.of(DISTRIBUTION, LANGUAGE))));
  }

  @Test
  void a_known_program_that_a_package_installed_is_that_package() {
    MapRoot root =
        new MapRoot()
            .with("var/db", "nginx 1.22-1 /usr/sbin/nginx\n")
            .withProgram("usr/sbin/nginx", "nginx 1.22".getBytes())
            .withProgram("opt/nginx", "nginx 1.25".getBytes());
    assertEquals(
        List.of("DEB nginx 1.22-1", "GENERIC nginx 1.25"),
        shown(Cataloguers.read(root, List.of(DISTRIBUTION, PROGRAM))));
  }

  @Test
  void a_file_that_cannot_be_understood_costs_only_itself() {
    Cataloguer broken =
        new Cataloguer() {
          @Override
          public List<Wanted> wanted() {
            return List.of(new Wanted.Named("b"));
          }

          @Override
          public void read(Source source) {
            throw new IllegalStateException("a mistake");
          }
        };
    Catalogue catalogue =
        Cataloguers.read(
            new MapRoot().with("var/db", "a 1\nrest\n").with("x/b", ""),
            List.of(broken, DISTRIBUTION));
    assertEquals(List.of("DEB a 1"), shown(catalogue));
    assertEquals(
        List.of(
            new Catalogue.Problem("var/db", Unreadable.MALFORMED),
            new Catalogue.Problem("x/b", Unreadable.NOT_UNDERSTOOD)),
        catalogue.problems());
  }

  @Test
  void a_package_is_of_the_layer_from_which_on_it_was_there_in_this_version() throws IOException {
    layer(0, "var/db", "base 1\nchanged 1\nremoved 1\nback 1\n");
    layer(1, "opt/a.py-package", "a 1\n");
    layer(2, "var/db", "base 1\nchanged 2\nremoved 1\nnew 1\n");
    layer(3, "var/db", "base 1\nchanged 2\nnew 1\nback 1\n");
    layer(4, "etc/other", "");
    assertEquals(
        List.of("base 0", "back 3", "changed 2", "new 2", "a 1").stream().sorted().toList(),
        inLayers(DISTRIBUTION, LANGUAGE));
  }

  @Test
  void a_database_that_a_layer_removed_has_no_history_below_it() throws IOException {
    layer(0, "var/db", "base 1\n");
    Files.createDirectories(directory.resolve("1/var/db"));
    layer(2, "var/db", "base 1\n");
    assertEquals(List.of("base 2"), inLayers(DISTRIBUTION));
  }

  @Test
  void the_same_tree_gives_the_same_catalogue_on_any_number_of_threads() {
    MapRoot root = new MapRoot().with("var/db", "a 1");
    for (int i = 0; i < 500; i++) {
      root.with(
          "lib/" + i % 7 + "/" + i + ".py-package", i % 50 == 0 ? "rest" : "p" + i % 90 + " 1");
    }
    Catalogue alone = Cataloguers.read(root, List.of(DISTRIBUTION, LANGUAGE));
    Catalogue.Builder many = new Catalogue.Builder();
    new Cataloguers(List.of(DISTRIBUTION, LANGUAGE), 8).read(root, many);
    assertEquals(alone, many.build());
    assertTrue(alone.packages().size() > 400);
  }

  private void layer(int number, String path, String text) throws IOException {
    Path file = directory.resolve(number + "/" + path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<String> inLayers(Cataloguer... cataloguers) throws IOException {
    List<Fd> layers = new ArrayList<>();
    try {
      for (int i = 0; Files.exists(directory.resolve("" + i)); i++) {
        layers.addFirst(open(i));
      }
      try (LayeredRoot root =
          new LayeredRoot(layers, Optional.empty(), new Budget(Budget.Limits.DEFAULT))) {
        return Cataloguers.read(root, List.of(cataloguers)).packages().stream()
            .map(each -> each.name() + " " + each.layer())
            .sorted()
            .toList();
      }
    } finally {
      layers.forEach(Fd::close);
    }
  }

  private Fd open(int layer) throws LinuxException {
    return Open.path(directory.resolve("" + layer).toString(), Open.O_PATH | Open.O_DIRECTORY);
  }

  private static List<String> shown(Catalogue catalogue) {
    return catalogue.packages().stream()
        .map(each -> each.type() + " " + each.name() + " " + each.version())
        .toList();
  }
}
