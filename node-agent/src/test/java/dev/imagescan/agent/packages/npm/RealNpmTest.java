package dev.imagescan.agent.packages.npm;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with what npm itself lists of what it installed. */
class RealNpmTest {

  @TempDir Path folder;
  private Path root;
  private Tool npm;

  @BeforeEach
  void packages() throws IOException, InterruptedException {
    Tool.require(getClass(), "npm", "node");
    root = Files.createDirectories(folder.resolve("root/app"));
    npm = new Tool(root).with("HOME", folder.toString()).with("npm_config_offline", "true");
    write("plain", "{\"name\":\"plain\",\"version\":\"1.0.0\",\"license\":\"MIT\"}");
    write("scoped", "{\"name\":\"@s/scoped\",\"version\":\"2.0.0-rc.1\",\"license\":\"ISC\"}");
    write("scoped/esm", "{\"type\":\"module\"}");
    write(
        "carrier",
        "{\"name\":\"carrier\",\"version\":\"3.0.0\",\"dependencies\":{\"plain\":\"0.9.0\"},"
            + "\"bundledDependencies\":[\"plain\"]}");
    write("carrier/node_modules/plain", "{\"name\":\"plain\",\"version\":\"0.9.0\"}");
    write("carrier/test/fixture", "{\"name\":\"fixture\",\"version\":\"0.0.0\"}");
    Files.writeString(root.resolve("package.json"), "{\"name\":\"app\",\"version\":\"9.0.0\"}");
  }

  private void write(String name, String json) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("sources").resolve(name));
    Files.writeString(directory.resolve("package.json"), json);
  }

  private String pack(String name) throws IOException, InterruptedException {
    String sources = folder.resolve("sources").resolve(name).toString();
    return folder
        .resolve(
            npm.run("npm", "pack", "--silent", "--pack-destination", folder.toString(), sources)
                .strip())
        .toString();
  }

  @Test
  void the_packages_are_those_of_npm_ls() throws IOException, InterruptedException {
    npm.run(
        "npm",
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        pack("plain"),
        pack("scoped"),
        pack("carrier"));
    assertEquals(listed("npm", "ls", "--all", "--json"), found());
  }

  @Test
  void global_packages_are_those_of_npm_ls_global() throws IOException, InterruptedException {
    npm.with("npm_config_prefix", root.resolve("usr/local").toString());
    npm.run(
        "npm", "install", "--silent", "--global", pack("plain"), pack("scoped"), pack("carrier"));
    TreeSet<String> expected = listed("npm", "ls", "--global", "--all", "--json");
    expected.add("app 9.0.0");
    assertEquals(expected, found());
  }

  private TreeSet<String> listed(String... command) throws IOException, InterruptedException {
    TreeSet<String> names = new TreeSet<>();
    JsonNode tree = JsonMapper.builder().build().readTree(npm.run(command));
    if (tree.hasNonNull("version")) {
      names.add(tree.get("name").asText() + " " + tree.get("version").asText());
    }
    collect(tree, names);
    return names;
  }

  private static void collect(JsonNode node, TreeSet<String> names) {
    node.path("dependencies")
        .properties()
        .forEach(
            one -> {
              names.add(one.getKey() + " " + one.getValue().get("version").asText());
              collect(one.getValue(), names);
            });
  }

  private TreeSet<String> found() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (ContainerRoot tree =
        ContainerRoot.below(folder.resolve("root"), new Budget(Budget.Limits.DEFAULT))) {
      Cataloguers.read(tree, List.of(new NpmCataloguer()))
          .packages()
          .forEach(one -> names.add(one.name() + " " + one.version()));
    }
    return names;
  }
}
