package dev.imagescan.agent.fuzz;

import dev.imagescan.agent.packages.archive.Zip;
import dev.imagescan.agent.packages.conda.CondaCataloguer;
import dev.imagescan.agent.packages.dotnet.DepsCataloguer;
import dev.imagescan.agent.packages.dotnet.NuspecCataloguer;
import dev.imagescan.agent.packages.java.JavaCataloguer;
import dev.imagescan.agent.packages.java.JvmCataloguer;
import dev.imagescan.agent.packages.lua.LuaRocksCataloguer;
import dev.imagescan.agent.packages.npm.NpmCataloguer;
import dev.imagescan.agent.packages.npm.PlugAndPlayCataloguer;
import dev.imagescan.agent.packages.php.ComposerCataloguer;
import dev.imagescan.agent.packages.php.PearCataloguer;
import dev.imagescan.agent.packages.python.PythonCataloguer;
import dev.imagescan.agent.packages.r.RCataloguer;
import dev.imagescan.agent.packages.ruby.GemCataloguer;
import dev.imagescan.agent.packages.wordpress.WordPressCataloguer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the languages' own tools leave behind. */
final class LanguageTargets {

  private LanguageTargets() {}

  static List<Target> all() {
    PythonCataloguer python = new PythonCataloguer();
    String wheel = "usr/lib/python3/site-packages/a-1.dist-info/";
    Target egg = Files.target("python-egg", python, "srv/a.egg");
    PlugAndPlayCataloguer yarn = new PlugAndPlayCataloguer();
    Target jar = Files.target("java-archive", new JavaCataloguer(), "srv/a-1.0.jar");
    return List.of(
        Files.target("python", python, wheel + "METADATA", wheel + "LICENSE"),
        Files.target("python-file", python, "usr/lib/python3/site-packages/a.egg-info"),
        egg.from(new Zip().with("EGG-INFO/PKG-INFO", "Name: a\nVersion: 1\n").bytes()),
        Files.target(
            "npm",
            new NpmCataloguer(),
            "srv/node_modules/a/package.json",
            "srv/node_modules/a/LICENSE"),
        Files.target("npm-pnp", yarn, "srv/.pnp.cjs", "srv/.yarn/cache/a.zip").from(packed()),
        Files.target("npm-pnp-data", yarn, "srv/.pnp.data.json", "srv/.yarn/cache/a.zip")
            .from(packed()),
        Files.target(
            "gem",
            new GemCataloguer(),
            "usr/lib/gems/specifications/a-1.gemspec",
            "usr/lib/gems/gems/a-1/LICENSE"),
        Files.target("composer", new ComposerCataloguer(), "srv/vendor/composer/installed.json"),
        Files.target("pear", new PearCataloguer(), "usr/share/php/.registry/a.reg"),
        Files.target("dotnet-deps", new DepsCataloguer(), "srv/a.deps.json"),
        Files.target("nuspec", new NuspecCataloguer(), "root/.nuget/packages/a/1.0.0/a.nuspec"),
        Files.target("jvm", new JvmCataloguer(), "opt/jdk/release", "opt/jdk/bin/javac"),
        Files.target("r", new RCataloguer(), "usr/lib/R/library/a/DESCRIPTION"),
        Files.target(
            "lua", new LuaRocksCataloguer(), "usr/lib/luarocks/rocks/a/1-1/a-1-1.rockspec"),
        Files.target("conda", new CondaCataloguer(), "opt/conda/conda-meta/a-1-0.json"),
        Files.target("wordpress", new WordPressCataloguer(), "srv/wp-content/plugins/a/a.php"),
        jar.from(
            Shapes.jar(Shapes.pom()),
            new Zip().stored("WEB-INF/lib/b.jar", Shapes.jar(Shapes.pom())).bytes(),
            Shapes.bomb(),
            Shapes.fourGigabytes()),
        jar.shaped("java-metadata", Shapes::jar).from(Shapes.pom()));
  }

  /** Where yarn's packages are, and one of them. */
  private static byte[] packed() {
    String zip =
        new String(
            new Zip()
                .with("node_modules/a/package.json", "{\"name\":\"a\",\"version\":\"1.0.0\"}")
                .bytes(),
            StandardCharsets.ISO_8859_1);
    String location = "  \"packageLocation\": \"./.yarn/cache/a.zip/node_modules/a/\",\\\n";
    return (location + Files.BETWEEN + zip).getBytes(StandardCharsets.ISO_8859_1);
  }
}
