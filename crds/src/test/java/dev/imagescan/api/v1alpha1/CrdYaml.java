package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Generates the CRD YAML from the records. */
final class CrdYaml {

  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(
          ImageScan.class,
          ClusterImageScan.class,
          NodeScan.class,
          ContainerReport.class,
          ImageReport.class,
          ImageReportPart.class,
          NodeReport.class);

  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES));

  private CrdYaml() {}

  /** File name to CRD, one file a kind. */
  static Map<String, CustomResourceDefinition> generate(Path scratch) {
    new CRDGenerator()
        .customResourceClasses(asHasMetadata())
        .forCRDVersions("v1")
        .inOutputDir(scratch.toFile())
        .generate();
    Map<String, CustomResourceDefinition> crds = new TreeMap<>();
    try (Stream<Path> files = Files.list(scratch)) {
      for (Path file : files.toList()) {
        CustomResourceDefinition crd =
            Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        describe(crd);
        crds.put(crd.getSpec().getNames().getPlural() + ".yaml", SchemaRules.complete(crd));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return crds;
  }

  static String yaml(CustomResourceDefinition crd) {
    try {
      return "# Generated from the records in crds/ by `make crds`; edit those instead.\n"
          + YAML.writeValueAsString(crd);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The generator passes over a kind's own description, and sorts its printer columns. */
  private static void describe(CustomResourceDefinition crd) {
    String kind = crd.getSpec().getNames().getKind();
    Class<?> type =
        KINDS.stream().filter(k -> k.getSimpleName().equals(kind)).findFirst().orElseThrow();
    var version = crd.getSpec().getVersions().getFirst();
    version
        .getSchema()
        .getOpenAPIV3Schema()
        .setDescription(type.getAnnotation(JsonClassDescription.class).value());
    List<String> order =
        Stream.of(type.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    version
        .getAdditionalPrinterColumns()
        .sort(Comparator.comparing(column -> order.indexOf(column.getName())));
  }

  private static Collection<Class<? extends io.fabric8.kubernetes.api.model.HasMetadata>>
      asHasMetadata() {
    return List.copyOf(KINDS);
  }
}
