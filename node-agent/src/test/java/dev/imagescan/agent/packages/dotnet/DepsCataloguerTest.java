package dev.imagescan.agent.packages.dotnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Catalogue.Problem;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.root.Unreadable;
import java.util.List;
import org.junit.jupiter.api.Test;

class DepsCataloguerTest {

  private static final String SHOP =
      """
      {
        "runtimeTarget": {"name": ".NETCoreApp,Version=v8.0/linux-x64", "signature": ""},
        "targets": {
          ".NETCoreApp,Version=v8.0": {},
          ".NETCoreApp,Version=v8.0/linux-x64": {
            "Shop/1.2.0": {
              "dependencies": {"Serilog": "2.10.0", "Meta": "1.0.0"},
              "runtime": {"Shop.dll": {}}
            },
            "Serilog/2.10.0": {"runtime": {"lib/netstandard2.1/Serilog.dll": {"fileVersion": "2.10"}}},
            "Meta/1.0.0": {"dependencies": {"Native": "3.0.1"}},
            "Native/3.0.1": {"native": {"libnative.so": {}}},
            "Analyzers/5.0.0": {"dependencies": {"Nothing": "1.0.0"}},
            "Other/1.0.0": {"runtime": {"Other.dll": {}}},
            "System.X.Reference/4.0.0.0": {"compile": {"System.X.dll": {}}}
          }
        },
        "libraries": {
          "Shop/1.2.0": {"type": "project", "serviceable": false, "sha512": ""},
          "Other/1.0.0": {"type": "project", "serviceable": false, "sha512": ""},
          "Serilog/2.10.0": {"type": "package", "sha512": "sha512-A==", "path": "serilog/2.10.0"},
          "Meta/1.0.0": {"type": "package", "sha512": "sha512-B==", "path": "meta/1.0.0"},
          "Native/3.0.1": {"type": "package", "sha512": "sha512-C==", "path": "native/3.0.1"},
          "Analyzers/5.0.0": {"type": "package", "sha512": "sha512-D==", "path": "a/5.0.0"},
          "System.X.Reference/4.0.0.0": {"type": "referenceassembly", "sha512": ""}
        }
      }
      """;

  @Test
  void what_brings_a_file_or_needs_one_that_does_is_in_the_application() {
    assertEquals(
        List.of("Meta@1.0.0", "Native@3.0.1", "Serilog@2.10.0", "Shop@1.2.0"),
        names(read("app/Shop.deps.json", SHOP)));
  }

  @Test
  void a_tool_that_puts_libraries_into_one_leaves_no_files_of_theirs() {
    String bundled = SHOP.replace("\"Nothing\": \"1.0.0\"", "").replace("Native", "Costura.Fody");
    assertEquals(
        List.of(
            "Analyzers@5.0.0", "Costura.Fody@3.0.1", "Meta@1.0.0", "Serilog@2.10.0", "Shop@1.2.0"),
        names(read("app/Shop.deps.json", bundled)));
  }

  @Test
  void a_file_that_is_no_object_is_malformed() {
    for (String text : List.of("", "[]", "{\"targets\": {", "{\"targets\"", "nonsense")) {
      assertEquals(
          List.of(new Problem("a.deps.json", Unreadable.MALFORMED)),
          read("a.deps.json", text).problems(),
          text);
    }
  }

  @Test
  void parts_of_other_kinds_than_expected_say_nothing() {
    assertEquals(List.of(), names(read("a.deps.json", "{\"targets\": 1, \"libraries\": [{}]}")));
    assertEquals(
        List.of(), names(read("a.deps.json", "{\"targets\": {\"x\": {\"a/1\": [1, {}]}}}")));
    assertEquals(
        List.of(),
        names(read("a.deps.json", "{\"targets\": {\"x\": {\"a\": {\"runtime\": {\"a\": {}}}}}}")));
  }

  @Test
  void any_text_is_read_or_malformed() {
    String[] pieces = {
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      "\"targets\":",
      "\"libraries\":",
      "\"a/1\":",
      "\"runtime\":{",
      "\"dependencies\":",
      "\"a\":\"1\"",
      "\"\\u0000/1\"",
      "1e999",
      "null",
      "\"type\":\"package\""
    };
    for (int seed = 0; seed < 3000; seed++) {
      Catalogue catalogue = read("a.deps.json", "{" + Garbage.of(seed, pieces));
      assertTrue(
          catalogue.problems().stream().allMatch(each -> each.why() == Unreadable.MALFORMED),
          () -> "only malformed: " + catalogue.problems());
    }
  }

  @Test
  void depth_and_numbers_of_names_without_measure_take_bounded_memory() {
    assertEquals(1, read("a.deps.json", "{\"x\":".repeat(100_000)).problems().size());
    StringBuilder many = new StringBuilder("{\"targets\":{\"t\":{\"a/1\":{\"runtime\":{\"f\":{}");
    for (int i = 0; i < 300_000; i++) {
      many.append(",\"").append(i).append("\":{}");
    }
    assertEquals(List.of("a@1"), names(read("a.deps.json", many + "}}}}}")));
  }

  private static List<String> names(Catalogue catalogue) {
    return catalogue.packages().stream().map(each -> each.name() + "@" + each.version()).toList();
  }

  private static Catalogue read(String path, String text) {
    return Cataloguers.read(new MapRoot().with(path, text), List.of(new DepsCataloguer()));
  }
}
