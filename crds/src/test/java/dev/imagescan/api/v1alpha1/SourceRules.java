package dev.imagescan.api.v1alpha1;

import static dev.imagescan.api.v1alpha1.SchemaRules.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the content of injected volumes may come from. A field that the schema does not have is
 * dropped before any rule is asked, so what is refused for a reason is in the schema, to be refused
 * with it.
 */
final class SourceRules {

  private static final List<String> SUPPORTED =
      List.of(
          "emptyDir",
          "hostPath",
          "configMap",
          "secret",
          "projected",
          "persistentVolumeClaim",
          "image",
          "csi",
          "nfs");
  private static final String IDENTITY =
      " is not supported: it would show the identity of the pod that holds the volumes, not that of"
          + " the target";

  private SourceRules() {}

  static void complete(JSONSchemaProps volume) {
    Map<String, JSONSchemaProps> fields = volume.getProperties();
    label(fields.get("name"), "a volume's name");
    refuseObject(volume, "downwardAPI", "downwardAPI" + IDENTITY);
    refuseObject(
        volume,
        "ephemeral",
        "ephemeral is not supported: its claim would go with the pod that holds the volumes; create"
            + " a PersistentVolumeClaim and name it in persistentVolumeClaim");
    rule(
        volume,
        any(Stream.concat(SUPPORTED.stream(), Stream.of("downwardAPI", "ephemeral"))),
        "a volume has none of the supported sources: " + String.join(", ", SUPPORTED));
    rule(
        volume,
        "[" + has(SUPPORTED.stream(), ", ") + "].filter(x, x).size() <= 1",
        "a volume must have one source, not several; a projected volume puts several ConfigMaps and"
            + " Secrets into one directory");
    directories(fields);
    objects(fields);
    drivers(fields);
  }

  private static void directories(Map<String, JSONSchemaProps> fields) {
    var emptyDir = fields.get("emptyDir").getProperties();
    oneOf(emptyDir.get("medium"), "", "Memory");
    rule(
        emptyDir.get("sizeLimit"),
        "isQuantity(self) && !quantity(self).isLessThan(quantity('0'))",
        "sizeLimit must be a quantity such as 64Mi");
    var hostPath = fields.get("hostPath").getProperties();
    absolute(hostPath.get("path"), "a hostPath's path");
    oneOf(
        hostPath.get("type"),
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket");
    absolute(fields.get("nfs").getProperties().get("path"), "an nfs volume's path");
  }

  private static void objects(Map<String, JSONSchemaProps> fields) {
    object(fields.get("configMap"), "name");
    object(fields.get("secret"), "secretName");
    object(fields.get("persistentVolumeClaim"), "claimName");
    mode(fields.get("projected").getProperties().get("defaultMode"));
    JSONSchemaProps source =
        fields.get("projected").getProperties().get("sources").getItems().getSchema();
    refuseObject(source, "downwardAPI", "downwardAPI" + IDENTITY);
    refuseObject(source, "serviceAccountToken", "serviceAccountToken" + IDENTITY);
    refuseObject(source, "podCertificate", "podCertificate" + IDENTITY);
    rule(
        source,
        any(
            Stream.of(
                "configMap", "secret", "downwardAPI", "serviceAccountToken", "podCertificate")),
        "a source of a projected volume has none of the supported sources: configMap, secret");
    rule(
        source,
        "!(has(self.configMap) && has(self.secret))",
        "a source of a projected volume must be either a configMap or a secret: write two sources");
    object(source.getProperties().get("configMap"), "name");
    object(source.getProperties().get("secret"), "name");
  }

  private static void drivers(Map<String, JSONSchemaProps> fields) {
    oneOf(fields.get("image").getProperties().get("pullPolicy"), "Always", "IfNotPresent", "Never");
    var csi = fields.get("csi").getProperties();
    JSONSchemaProps attributes = csi.get("volumeAttributes");
    attributes.setMaxProperties(32L);
    attributes.getAdditionalProperties().getSchema().setMaxLength(1024L);
    subdomain(csi.get("nodePublishSecretRef").getProperties().get("name"), "name");
  }

  /** A ConfigMap, Secret or claim, and the files that its keys become. */
  private static void object(JSONSchemaProps source, String name) {
    Map<String, JSONSchemaProps> fields = source.getProperties();
    subdomain(fields.get(name), name);
    if (fields.containsKey("defaultMode")) {
      mode(fields.get("defaultMode"));
    }
    if (fields.containsKey("items")) {
      var item = fields.get("items").getItems().getSchema().getProperties();
      mode(item.get("mode"));
      relative(item.get("path"), "path");
    }
  }

  static void label(JSONSchemaProps text, String what) {
    rule(
        text,
        "!format.dns1123Label().validate(self).hasValue()",
        what
            + " must be a DNS label: at most 63 lower-case letters, digits and '-', beginning and"
            + " ending with a letter or digit");
  }

  private static void subdomain(JSONSchemaProps text, String what) {
    rule(
        text,
        "!format.dns1123Subdomain().validate(self).hasValue()",
        what
            + " must be the name of an object: lower-case letters, digits, '-' and '.', beginning"
            + " and ending with a letter or digit");
  }

  private static void mode(JSONSchemaProps mode) {
    rule(mode, "self <= 511", "a file's mode must be between 0 and 511, which is 0777 in octal");
  }

  static void relative(JSONSchemaProps path, String name) {
    rule(
        path,
        "!self.startsWith('/') && !self.matches('(^|/)[.][.]?(/|$)|//|/$|[[:cntrl:]]')",
        name
            + " must be a path relative to the volume, without '.', '..', '//', control characters"
            + " and '/' at its end");
  }

  private static void absolute(JSONSchemaProps path, String name) {
    rule(
        path,
        "self.startsWith('/') && !self.matches('(^|/)[.][.](/|$)')",
        name + " must be an absolute path without '..'");
  }

  static void oneOf(JSONSchemaProps text, String... values) {
    text.setEnum(Stream.of(values).<JsonNode>map(TextNode::valueOf).toList());
  }

  static void refuseObject(JSONSchemaProps parent, String name, String reason) {
    refuse(
        parent,
        name,
        new JSONSchemaPropsBuilder()
            .withType("object")
            .withXKubernetesPreserveUnknownFields(true)
            .build(),
        reason);
  }

  static void refuseText(JSONSchemaProps parent, String name, String reason) {
    refuse(
        parent,
        name,
        new JSONSchemaPropsBuilder().withType("string").withMaxLength(512L).build(),
        reason);
  }

  private static void refuse(
      JSONSchemaProps parent, String name, JSONSchemaProps schema, String reason) {
    schema.setDescription("Not supported.");
    rule(schema, "false", reason);
    parent.getProperties().put(name, schema);
  }

  private static String any(Stream<String> fields) {
    return has(fields, " || ");
  }

  private static String has(Stream<String> fields, String separator) {
    return fields.map("has(self.%s)"::formatted).collect(Collectors.joining(separator));
  }
}
