package dev.imagescan.agent.packages.wordpress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordPressCataloguerTest {

  private static final String PATH = "var/www/html/wp-content/plugins/akismet/akismet.php";

  @Test
  void a_plugin_is_named_by_its_folder() {
    assertEquals(
        List.of(
            Package.of(PackageType.WORDPRESS_PLUGIN, "akismet", "5.1")
                .license(new License("GPL-2.0-or-later", Evidence.DECLARED))
                .at(PATH)),
        read(
            "<?php\n/**\n * Plugin Name: Akismet: Anti-spam\n * Version:   5.1 \r\n"
                + " * Requires PHP version: 7\n * License: GPLv2 or later\n */\n"));
  }

  @Test
  void a_file_without_the_comment_is_none() {
    assertEquals(List.of(), read("<?php\n$x = 'Version: 1';\n"));
    assertEquals(List.of(), read("<?php /*\nPlugin Name: a\n*/"));
    assertEquals(List.of(), read("/*\nPlugin Name: a\nVersion: 1\u0007\n*/"));
    assertEquals(1, read("/*\nPlugin Name: a\nVersion: 1 */").size());
  }

  @Test
  void no_bytes_throw() {
    for (long seed = 0; seed < 500; seed++) {
      read(Garbage.of(seed, "Plugin Name:", "Version: 1", "\n", " * ", "License: x", "*/", "?>"));
    }
    read(" ".repeat(20_000));
    read("*".repeat(20_000));
  }

  private static List<Package> read(String text) {
    return Cataloguers.read(
            new MapRoot().with(PATH, text).with(PATH.replace("akismet.php", "a/b.php"), text),
            List.of(new WordPressCataloguer()))
        .packages();
  }
}
