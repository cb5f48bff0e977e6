package dev.imagescan.api.v1alpha1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the API reference from the CRDs: one table a kind, one row a field. */
final class ApiReference {

  private ApiReference() {}

  static String markdown(Collection<CustomResourceDefinition> crds) {
    StringBuilder text = new StringBuilder();
    text.append("# API reference: `").append(Api.GROUP).append('/').append(Api.VERSION);
    text.append("`\n\nGenerated from the records in `crds/` by `make crds`. ");
    text.append("The same texts come from `kubectl explain`.\n");
    crds.forEach(crd -> kind(text, crd));
    return text.toString();
  }

  private static void kind(StringBuilder text, CustomResourceDefinition crd) {
    var names = crd.getSpec().getNames();
    JSONSchemaProps root = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    text.append("\n## ").append(names.getKind()).append("\n\n");
    text.append(root.getDescription()).append("\n\n");
    text.append("Scope: ").append(crd.getSpec().getScope());
    text.append(". `kubectl get ").append(names.getPlural()).append("`, short `");
    text.append(String.join("`, `", names.getShortNames())).append("`.\n\n");
    text.append("| field | type | what it is |\n|---|---|---|\n");
    rows(text, "", root);
  }

  private static void rows(StringBuilder text, String prefix, JSONSchemaProps schema) {
    if (schema.getProperties() == null) {
      return;
    }
    schema
        .getProperties()
        .forEach(
            (name, child) -> {
              if (prefix.isEmpty() && !name.equals("spec") && !name.equals("status")) {
                return;
              }
              boolean required =
                  schema.getRequired() != null && schema.getRequired().contains(name);
              row(text, prefix + name, child, required);
              rows(text, prefix + name + ".", child);
              if (child.getItems() != null) {
                rows(text, prefix + name + "[].", child.getItems().getSchema());
              }
            });
  }

  private static void row(
      StringBuilder text, String path, JSONSchemaProps schema, boolean required) {
    text.append("| `").append(path).append("` | ").append(type(schema));
    text.append(required ? ", required" : "").append(" | ");
    text.append(cell(schema.getDescription())).append(details(schema)).append(" |\n");
  }

  private static String type(JSONSchemaProps schema) {
    if (schema.getItems() != null) {
      return "list of " + type(schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null) {
      return "map of string";
    }
    return "date-time".equals(schema.getFormat()) ? "time" : schema.getType();
  }

  private static String details(JSONSchemaProps schema) {
    StringBuilder details = new StringBuilder();
    JSONSchemaProps values = schema.getItems() == null ? schema : schema.getItems().getSchema();
    if (values.getEnum() != null && !values.getEnum().isEmpty()) {
      details.append(
          values.getEnum().stream()
              .map(value -> "`" + value.asText() + "`")
              .collect(Collectors.joining(", ", " One of ", ".")));
    }
    if (schema.getDefault() != null) {
      details.append(" Default: `").append(schema.getDefault()).append("`.");
    }
    for (ValidationRule rule : rules(schema)) {
      details.append(" Rule: ").append(cell(rule.getMessage())).append('.');
    }
    return details.toString();
  }

  private static List<ValidationRule> rules(JSONSchemaProps schema) {
    return schema.getXKubernetesValidations() == null
        ? List.of()
        : schema.getXKubernetesValidations();
  }

  private static String cell(String text) {
    return text == null ? "" : text.replace("|", "\\|").replace("*", "\\*").replace("\n", " ");
  }
}
