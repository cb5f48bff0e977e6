package dev.imagescan.agent.packages.ruby;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Tool;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with what RubyGems itself lists of what it installed. */
class RealGemTest {

  private static final Pattern LISTED = Pattern.compile("(?<name>\\S+) \\((?<versions>.*)\\)");

  @TempDir Path folder;

  @Test
  void the_gems_are_those_of_gem_list() throws IOException, InterruptedException {
    Tool.require(getClass(), "gem");
    Path home = folder.resolve("root/usr/local/bundle");
    Tool gem =
        new Tool(folder)
            .with("HOME", folder.toString())
            .with("GEM_HOME", home.toString())
            .with("GEM_PATH", home.toString());
    build(gem, "plain", "1.0.0", "s.license = 'MIT'");
    build(gem, "plain", "1.1.0.pre1", "s.licenses = ['MIT', 'Ruby']");
    build(gem, "with_platform", "2.0", "s.license = 'ISC'; s.platform = Gem::Platform.local");
    TreeSet<String> expected = new TreeSet<>();
    String listed =
        gem.run("gem", "list", "--local", "--quiet", "--no-details", "--prerelease", "--all");
    for (String line : listed.lines().toList()) {
      Matcher matcher = LISTED.matcher(line);
      if (matcher.matches()) {
        for (String version : matcher.group("versions").split(", ")) {
          if (!version.startsWith("default: ")) {
            expected.add(matcher.group("name") + " " + version);
          }
        }
      }
    }
    assertEquals(3, expected.size(), listed);
    assertEquals(expected, found());
  }

  private void build(Tool gem, String name, String version, String more)
      throws IOException, InterruptedException {
    Path specification = folder.resolve(name + ".gemspec");
    Files.writeString(
        specification,
        "Gem::Specification.new do |s|\n  s.name = '%s'\n  s.version = '%s'\n  s.summary = 'x'\n  s.authors = ['x']\n  %s\nend\n"
            .formatted(name, version, more));
    gem.run("gem", "build", "--silent", specification.toString(), "--output", name + ".gem");
    gem.run("gem", "install", "--local", "--silent", "--no-document", name + ".gem");
  }

  private TreeSet<String> found() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (ContainerRoot tree =
        ContainerRoot.below(folder.resolve("root"), new Budget(Budget.Limits.DEFAULT))) {
      Cataloguers.read(tree, List.of(new GemCataloguer()))
          .packages()
          .forEach(
              one ->
                  names.add(
                      one.name()
                          + " "
                          + one.version()
                          + (one.architecture() == null ? "" : " " + one.architecture())));
    }
    return names;
  }
}
