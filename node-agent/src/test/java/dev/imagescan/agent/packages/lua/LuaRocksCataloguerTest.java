package dev.imagescan.agent.packages.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Tool;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuaRocksCataloguerTest {

  private static final String PATH =
      "usr/local/lib/luarocks/rocks-5.1/lua-cjson/2.1.0-1/lua-cjson-2.1.0-1.rockspec";

  @TempDir Path folder;

  @Test
  void an_installed_rock_is_named_by_its_place_and_declares_its_licence() {
    assertEquals(
        List.of(
            Package.of(PackageType.LUAROCKS, "lua-cjson", "2.1.0-1")
                .license(new License("MIT", Evidence.DECLARED))
                .at(PATH)),
        read(
            new MapRoot()
                .with(PATH, "package = \"x\"\ndescription = {\n  license = \"MIT\"\n}\n")
                .with("src/lua-cjson-2.1.0-1.rockspec", "package = \"lua-cjson\"\n")));
  }

  @Test
  void a_licence_that_a_program_would_compute_is_not_known() {
    assertEquals(
        License.UNKNOWN,
        read(new MapRoot().with(PATH, "description = { license = f() }\n\"\u0000'["))
            .getFirst()
            .license());
  }

  @Test
  void what_luarocks_installs_is_found() throws IOException, InterruptedException {
    Tool.require(getClass(), "luarocks");
    Path specification = folder.resolve("one-1.0-2.rockspec");
    Files.writeString(folder.resolve("one.lua"), "return {}\n");
    Files.writeString(
        specification,
        """
        package = "one"
        version = "1.0-2"
        source = { url = "file://%1$s" , dir = "." }
        description = { summary = "x", license = "MIT" }
        build = { type = "builtin", modules = { one = "one.lua" } }
        """
            .formatted(folder));
    Path tree = folder.resolve("root/usr/local");
    new Tool(folder)
        .with("HOME", folder.toString())
        .run("luarocks", "--tree=" + tree, "make", "--deps-mode=none", specification.toString());
    try (ContainerRoot root =
        ContainerRoot.below(folder.resolve("root"), new Budget(Budget.Limits.DEFAULT))) {
      assertEquals(
          List.of("one 1.0-2 MIT"),
          Cataloguers.read(root, List.of(new LuaRocksCataloguer())).packages().stream()
              .map(it -> it.name() + " " + it.version() + " " + it.license().expression())
              .toList());
    }
  }

  private static List<Package> read(MapRoot root) {
    return Cataloguers.read(root, List.of(new LuaRocksCataloguer())).packages();
  }
}
