package dev.imagescan.api.v1alpha1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a schema needs and the generator's annotations cannot say. */
final class SchemaRules {

  private static final Set<String> WITHOUT_SUBRESOURCE =
      Set.of("ContainerReport", "ImageReportPart", "NodeReport");

  /** One agent writes all of it at once: that it owns each single field need not be stored. */
  private static final Set<String> WRITTEN_WHOLE =
      Set.of("ContainerReport", "ImageReport", "ImageReportPart", "NodeReport");

  private static final String TIME = "An RFC 3339 time in UTC, such as 2026-01-31T12:00:00Z";

  private SchemaRules() {}

  static CustomResourceDefinition complete(CustomResourceDefinition crd) {
    var version = crd.getSpec().getVersions().getFirst();
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.getProperties().values().forEach(SchemaRules::completeProperty);
    if (crd.getSpec().getNames().getKind().equals("ClusterImageScan")) {
      SourceRules.refuseObject(
          root.getProperties().get("spec"),
          "inject",
          "a ClusterImageScan only inspects: write an ImageScan with inject in the namespace of the"
              + " pods");
    }
    String kind = crd.getSpec().getNames().getKind();
    if (WITHOUT_SUBRESOURCE.contains(kind)) {
      version.setSubresources(null);
      root.getProperties().get("spec").setXKubernetesMapType("atomic");
    }
    if (WRITTEN_WHOLE.contains(kind)) {
      root.getProperties().get("status").setXKubernetesMapType("atomic");
    }
    return crd;
  }

  private static void completeProperty(JSONSchemaProps schema) {
    withoutDuplicates(schema);
    children(schema).forEach(SchemaRules::completeProperty);
    properties(schema).forEach(SchemaRules::completeNamed);
  }

  private static void completeNamed(String name, JSONSchemaProps schema) {
    if (name.equals("inject")) {
      InjectionRules.complete(schema);
      return;
    }
    if (name.equals("selector") || name.endsWith("Selector")) {
      selector(schema);
      return;
    }
    switch (schema.getType()) {
      case "array" -> list(name, schema);
      case "integer" -> schema.setMinimum(0.0);
      case "string" -> {
        if (isTime(name) && schema.getMaxLength() == null) {
          time(schema);
        }
      }
      default -> {}
    }
  }

  private static void list(String name, JSONSchemaProps schema) {
    schema.setXKubernetesListType("atomic");
    switch (name) {
      case "conditions" -> mapList(schema, "type");
      case "inspect", "inspected", "targets" -> schema.setXKubernetesListType("set");
      case "containers" -> {
        if (isStrings(schema)) {
          globs(schema);
        }
      }
      case "images", "continuedIn" -> schema.getItems().getSchema().setMaxLength(253L);
      case "also", "made" -> schema.getItems().getSchema().setMaxLength(512L);
      case "reasons", "findings" -> {
        if (isStrings(schema)) {
          schema.getItems().getSchema().setMaxLength(64L);
        }
      }
      case "what",
          "hostNamespaces",
          "differs",
          "effective",
          "permitted",
          "bounding",
          "ambient",
          "fileCapabilities",
          "addCapabilities",
          "dropCapabilities" ->
          schema.getItems().getSchema().setMaxLength(64L);
      case "ignore" -> {
        mapList(schema, "id");
        schema.getItems().getSchema().getProperties().get("until").setFormat("date");
      }
      case "taints" -> schema.getItems().getSchema().setMaxLength(64L);
      case "sockets" -> schema.getItems().getSchema().setMaxLength(512L);
      case "mountIDs" -> schema.getItems().getSchema().setMaxLength(20L);
      case "allow", "deny" -> licenses(schema);
      default -> {}
    }
  }

  private static boolean isTime(String name) {
    return name.equals("time")
        || name.endsWith("Time")
        || name.equals("inspectAfter")
        || name.equals("until");
  }

  private static void time(JSONSchemaProps schema) {
    schema.setFormat("date-time");
    schema.setMaxLength(40L);
    schema.setDescription(schema.getDescription() + " " + TIME + ".");
  }

  static void mapList(JSONSchemaProps list, String key) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
  }

  private static void globs(JSONSchemaProps list) {
    list.setXKubernetesListType("set");
    JSONSchemaProps item = list.getItems().getSchema();
    item.setMaxLength(63L);
    item.setMinLength(1L);
    rule(
        item,
        "self.matches('^[-a-z0-9*?]+$')",
        "a container name or glob has lower-case letters, digits, '-', '*' and '?' only, such as"
            + " app or app-*");
  }

  private static void licenses(JSONSchemaProps list) {
    list.setXKubernetesListType("set");
    JSONSchemaProps item = list.getItems().getSchema();
    item.setMaxLength(128L);
    item.setMinLength(1L);
    rule(
        item,
        "self.matches('^[-A-Za-z0-9.*:]+[+]?( WITH [-A-Za-z0-9.*]+)?$')",
        "an entry of allow or deny is one SPDX id, LicenseRef-… or NOASSERTION, with '*' for any"
            + " text, such as MIT, AGPL-* or GPL-2.0-only WITH Classpath-exception-2.0; an"
            + " expression with AND or OR is not");
    // Reports never have the ids without: a policy with one would keep nobody from anything.
    rule(
        item,
        "!self.matches('^(?i)([al]?gpl|gfdl)-[0-9.]+[+]?( with .*)?$')",
        "an id of the GNU licences ends with -only or -or-later, or with -* for both, such as"
            + " GPL-3.0-*");
  }

  private static void selector(JSONSchemaProps selector) {
    JSONSchemaProps labels = selector.getProperties().get("matchLabels");
    labels.getAdditionalProperties().getSchema().setMaxLength(63L);
    JSONSchemaProps terms = selector.getProperties().get("matchExpressions");
    JSONSchemaProps term = terms.getItems().getSchema();
    JSONSchemaProps value = term.getProperties().get("values").getItems().getSchema();
    value.setMaxLength(63L);
    rule(
        term,
        "!format.qualifiedName().validate(self.key).hasValue()",
        "key must be a label name such as app.kubernetes.io/name");
    rule(
        term,
        "self.operator in ['In', 'NotIn'] ? has(self.values) && size(self.values) > 0 : true",
        "operator In or NotIn needs at least one entry in values");
    rule(
        term,
        "self.operator in ['Exists', 'DoesNotExist'] ? !has(self.values) || size(self.values) == 0"
            + " : true",
        "operator Exists or DoesNotExist takes no values: leave values out");
  }

  static void rule(JSONSchemaProps schema, String rule, String message) {
    schema
        .getXKubernetesValidations()
        .add(new ValidationRuleBuilder().withRule(rule).withMessage(message).build());
  }

  /** The generator takes a rule on a record's component twice: from the field and the accessor. */
  private static void withoutDuplicates(JSONSchemaProps schema) {
    List<ValidationRule> rules = schema.getXKubernetesValidations();
    if (rules != null) {
      schema.setXKubernetesValidations(new ArrayList<>(rules.stream().distinct().toList()));
    }
  }

  private static boolean isStrings(JSONSchemaProps list) {
    return "array".equals(list.getType()) && "string".equals(list.getItems().getSchema().getType());
  }

  private static Map<String, JSONSchemaProps> properties(JSONSchemaProps schema) {
    return schema.getProperties() == null ? Map.of() : schema.getProperties();
  }

  private static List<JSONSchemaProps> children(JSONSchemaProps schema) {
    List<JSONSchemaProps> children = new ArrayList<>(properties(schema).values());
    if (schema.getItems() != null) {
      children.add(schema.getItems().getSchema());
    }
    return children;
  }
}
