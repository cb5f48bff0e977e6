package dev.imagescan.agent.packages.dotnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.root.Unreadable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssemblyCataloguerTest {

  private static final Map<String, String> SERILOG =
      Map.of(
          "CompanyName", "Somebody",
          "FileVersion", "2.10.0.0",
          "OriginalFilename", "Serilog.dll",
          "ProductVersion", "2.10.1-beta.2+0a1b2c3d");

  @Test
  void an_assembly_is_what_its_version_resource_says() {
    byte[] library = Pe.library(true, SERILOG);
    assertEquals(
        List.of("Serilog@2.10.1-beta.2"),
        names(new MapRoot().with("opt/app/Renamed.dll", library)));
    byte[] bare = Pe.library(true, Map.of("FileVersion", "4.7.2 built by hand"));
    assertEquals(List.of("Some.Thing@4.7.2"), names(new MapRoot().with("a/Some.Thing.dll", bare)));
  }

  @Test
  void machine_code_for_windows_and_assemblies_without_a_version_are_no_packages() {
    MapRoot root =
        new MapRoot()
            .with("a/native.dll", Pe.library(false, SERILOG))
            .with("a/none.dll", Pe.library(true, Map.of()))
            .with("a/de/Serilog.resources.dll", Pe.library(true, SERILOG))
            .with("a/text.exe", "no program at all, but a text of some length to look at, it is");
    assertEquals(List.of(), names(root));
  }

  @Test
  void what_a_file_beside_it_describes_is_not_told_again_and_what_it_leaves_out_is() {
    String deps =
        "{\"targets\": {\"x\": {\"Serilog/2.10.1\": {\"runtime\": {\"lib/net8.0/Serilog.dll\": {}}}}}}";
    byte[] other = Pe.library(true, Map.of("ProductVersion", "1.0.3"));
    MapRoot root =
        new MapRoot()
            .with("app/Shop.deps.json", deps)
            .with("app/Serilog.dll", Pe.library(true, SERILOG))
            .with("app/runtimes/linux-x64/lib/net8.0/Serilog.dll", Pe.library(true, SERILOG))
            .with("app/Plugin.dll", other);
    assertEquals(List.of("Plugin@1.0.3", "Serilog@2.10.1"), names(root));
  }

  @Test
  void a_runtime_is_one_package() {
    String place = "usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/";
    MapRoot root =
        new MapRoot()
            .with(place + "System.Private.CoreLib.dll", Pe.library(true, SERILOG))
            .with(place + "System.Linq.dll", Pe.library(true, SERILOG));
    assertEquals(List.of("Microsoft.NETCore.App@8.0.1"), names(root));
  }

  @Test
  void libraries_with_any_bytes_changed_or_cut_off_are_read_or_malformed() {
    byte[] whole = Pe.library(true, SERILOG);
    for (int seed = 0; seed < 10_000; seed++) {
      Random random = new Random(seed);
      byte[] changed =
          seed % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int i = random.nextInt(10); i > 0 && changed.length > 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      Catalogue catalogue = read(new MapRoot().with("a/b.dll", changed));
      assertTrue(
          catalogue.problems().stream().allMatch(each -> each.why() == Unreadable.MALFORMED),
          () -> "only malformed: " + catalogue.problems());
    }
  }

  private static List<String> names(MapRoot root) {
    Catalogue catalogue = read(root);
    assertEquals(List.of(), catalogue.problems());
    return catalogue.packages().stream().map(each -> each.name() + "@" + each.version()).toList();
  }

  private static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new DepsCataloguer(), new AssemblyCataloguer()));
  }
}
