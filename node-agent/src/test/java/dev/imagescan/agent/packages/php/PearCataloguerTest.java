package dev.imagescan.agent.packages.php;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Tool;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PearCataloguerTest {

  private static final String REGISTRY = "usr/local/lib/php/.registry/";

  @TempDir Path folder;

  @Test
  void a_package_of_the_second_format_is_named_with_its_channel() {
    String path = REGISTRY + ".channel.pecl.php.net/redis.reg";
    assertEquals(
        List.of(
            Package.of(PackageType.PEAR, "pecl.php.net/redis", "6.0.2")
                .license(new License("PHP-3.01", Evidence.DECLARED))
                .at(path)),
        read(new MapRoot()
                .with(
                    path,
                    array(
                        text("name") + text("redis"),
                        text("channel") + text("pecl.php.net"),
                        text("version") + array(text("release") + text("6.0.2")),
                        text("license")
                            + array(
                                text("attribs") + array(text("uri") + text("http://x/")),
                                text("_content") + text("PHP-3.01")),
                        text("old") + array(text("version") + text("no")))))
            .packages());
  }

  @Test
  void one_of_the_first_format_is_of_the_channel_whose_folder_it_is_in() {
    String one =
        array(
            text("package") + text("Old"),
            text("version") + text("1.0"),
            text("release_license") + text("MIT"));
    assertEquals(
        List.of("pear.php.net/Old 1.0 MIT", "pecl.php.net/Old 1.0 MIT"),
        read(
                new MapRoot()
                    .with(REGISTRY + "old.reg", one)
                    .with(REGISTRY + ".channel.pecl.php.net/old.reg", one)
                    .with("etc/old.reg", one))
            .packages()
            .stream()
            .map(it -> it.name() + " " + it.version() + " " + it.license().expression())
            .toList());
  }

  @Test
  void what_has_no_proper_name_is_a_problem() {
    String path = REGISTRY + "a.reg";
    for (String bytes :
        List.of(
            array(text("name") + text("a")),
            array(text("name") + text("a\u001b"), text("version") + text("1")),
            array(text("name") + text("a"), text("version") + text("1\n2")),
            array(text("name") + "a:0:{}", text("version") + text("1")),
            "x")) {
      assertEquals(
          List.of(new Catalogue.Problem(path, Unreadable.MALFORMED)),
          read(new MapRoot().with(path, bytes)).problems(),
          bytes);
    }
  }

  @Test
  void what_pear_writes_itself_is_read() throws IOException, InterruptedException {
    Tool.require(getClass(), "php", "pear");
    Path registry = Files.createDirectories(folder.resolve("root").resolve(REGISTRY));
    Path script = folder.resolve("register.php");
    Files.writeString(
        script,
        """
        <?php
        error_reporting(0);
        require_once 'PEAR/Registry.php';
        $registry = new PEAR_Registry('%s');
        foreach (['First' => '1.2.3', 'Second_One' => '0.9RC1'] as $name => $version) {
          $registry->addPackage($name, ['package' => $name, 'version' => $version,
              'release_license' => 'BSD-2-Clause', 'filelist' => ['a.php' => ['role' => 'php']]]);
        }
        """
            .formatted(registry.getParent()));
    new Tool(folder).run("php", script.toString());
    TreeSet<String> found = new TreeSet<>();
    try (ContainerRoot tree =
        ContainerRoot.below(folder.resolve("root"), new Budget(Budget.Limits.DEFAULT))) {
      Cataloguers.read(tree, List.of(new PearCataloguer()))
          .packages()
          .forEach(
              it -> found.add(it.name() + " " + it.version() + " " + it.license().expression()));
    }
    assertEquals(
        "[pear.php.net/First 1.2.3 BSD-2-Clause, pear.php.net/Second_One 0.9RC1 BSD-2-Clause]",
        found.toString());
  }

  private static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new PearCataloguer()));
  }

  private static String text(String value) {
    return "s:" + value.length() + ":\"" + value + "\";";
  }

  private static String array(String... members) {
    return "a:" + members.length + ":{" + String.join("", members) + "}";
  }
}
