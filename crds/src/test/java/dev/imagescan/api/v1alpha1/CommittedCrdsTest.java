package dev.imagescan.api.v1alpha1;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed files are what the records say; {@code make crds} writes them anew. */
class CommittedCrdsTest {

  private static final Path CRDS = Path.of("..", "deploy", "crds");
  private static final Path REFERENCE = Path.of("..", "docs", "api.md");

  @TempDir Path scratch;
  private Map<String, CustomResourceDefinition> crds;

  @BeforeEach
  void generate() {
    crds = CrdYaml.generate(scratch);
  }

  @Test
  void the_committed_crd_files_equal_the_generated_ones() throws IOException {
    for (var crd : crds.entrySet()) {
      committedEquals(CRDS.resolve(crd.getKey()), CrdYaml.yaml(crd.getValue()));
    }
  }

  @Test
  void the_committed_api_reference_equals_the_generated_one() throws IOException {
    committedEquals(REFERENCE, ApiReference.markdown(crds.values()));
  }

  @Test
  void every_field_has_a_description() {
    List<String> silent = new ArrayList<>();
    crds.values()
        .forEach(
            crd -> {
              JSONSchemaProps root =
                  crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
              collect(crd.getSpec().getNames().getKind(), root, new Undescribed(silent));
            });
    assertEquals(List.of(), silent, "fields for which `kubectl explain` would say nothing");
  }

  @Test
  void every_list_and_every_text_has_a_bound() {
    List<String> unbounded = new ArrayList<>();
    crds.values()
        .forEach(
            crd -> {
              JSONSchemaProps root =
                  crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
              collect(crd.getSpec().getNames().getKind(), root, new Unbounded(unbounded));
            });
    assertEquals(List.of(), unbounded, "fields that could grow an object without end");
  }

  private sealed interface Check {}

  private record Undescribed(List<String> found) implements Check {}

  private record Unbounded(List<String> found) implements Check {}

  private static void collect(String path, JSONSchemaProps schema, Check check) {
    switch (check) {
      case Undescribed undescribed -> {
        boolean item = path.endsWith("[]") || path.endsWith("metadata");
        if (!item && schema.getDescription() == null) {
          undescribed.found().add(path);
        }
      }
      case Unbounded unbounded -> {
        boolean list = "array".equals(schema.getType()) && schema.getMaxItems() == null;
        boolean text =
            "string".equals(schema.getType())
                && schema.getMaxLength() == null
                && (schema.getEnum() == null || schema.getEnum().isEmpty())
                && !path.matches(".*\\.(apiVersion|kind)");
        if (list || text) {
          unbounded.found().add(path);
        }
      }
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach((name, child) -> collect(path + "." + name, child, check));
    }
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema(), check);
    }
  }

  private static void committedEquals(Path file, String generated) throws IOException {
    if (Boolean.getBoolean("crds.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertTrue(Files.exists(file), file + " is missing: run `make crds`");
    assertAll(
        () ->
            assertEquals(
                generated,
                Files.readString(file),
                file + " is not what the records say: run `make crds` and commit the result"));
  }
}
