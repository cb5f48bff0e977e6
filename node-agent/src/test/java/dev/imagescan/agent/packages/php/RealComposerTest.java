package dev.imagescan.agent.packages.php;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Tool;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with what Composer itself shows of what it installed. */
class RealComposerTest {

  @TempDir Path folder;

  @Test
  void the_packages_are_those_that_composer_shows() throws IOException, InterruptedException {
    Tool.require(getClass(), "composer");
    write("one", "{\"name\": \"acme/one\", \"version\": \"1.2.3\", \"license\": \"MIT\"}");
    write(
        "two",
        "{\"name\": \"acme/two\", \"version\": \"v2.0.0\", \"license\": [\"ISC\", \"MIT\"],"
            + " \"require\": {\"acme/one\": \"^1.0\"}}");
    Path app = Files.createDirectories(folder.resolve("root/app"));
    Files.writeString(
        app.resolve("composer.json"),
        """
        {"repositories": [{"type": "path", "url": "%1$s/one", "options": {"symlink": false}},
           {"type": "path", "url": "%1$s/two", "options": {"symlink": false}},
           {"packagist.org": false}],
         "require": {"acme/two": "*"}}
        """
            .formatted(folder));
    Tool composer =
        new Tool(app)
            .with("COMPOSER_HOME", folder.toString())
            .with("COMPOSER_ALLOW_SUPERUSER", "1");
    composer.run("composer", "install", "--no-interaction", "--quiet");
    TreeSet<String> expected = new TreeSet<>();
    String shown = composer.run("composer", "show", "--no-interaction", "--format=json");
    for (JsonNode one : JsonMapper.builder().build().readTree(shown).get("installed")) {
      expected.add(one.get("name").asText() + " " + one.get("version").asText());
    }
    TreeSet<String> found = new TreeSet<>();
    try (ContainerRoot tree =
        ContainerRoot.below(folder.resolve("root"), new Budget(Budget.Limits.DEFAULT))) {
      Cataloguers.read(tree, List.of(new ComposerCataloguer()))
          .packages()
          .forEach(one -> found.add(one.name() + " " + one.version()));
    }
    assertEquals(2, expected.size(), shown);
    assertEquals(expected, found);
  }

  private void write(String name, String json) throws IOException {
    Path directory = Files.createDirectories(folder.resolve(name));
    Files.writeString(directory.resolve("composer.json"), json);
  }
}
