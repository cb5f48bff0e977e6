package dev.imagescan.agent.packages.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.archive.Zip;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCataloguerTest {

  private static final String MIT =
      "<licenses><license><name>The MIT License</name></license></licenses>";

  @Test
  void what_maven_noted_down_counts_before_everything_else() {
    byte[] jar =
        new Zip()
            .with(
                "META-INF/MANIFEST.MF", "Implementation-Title: other\nImplementation-Version: 9\n")
            .with("META-INF/maven/org.a/one/pom.properties", properties("org.a", "one", "1.0"))
            .bytes();
    assertEquals(List.of("org.a:one@1.0"), names("opt/one-1.0.jar", jar));
    assertEquals(List.of("org.a:one@1.0"), names("opt/one.jar", jar));
  }

  @Test
  void a_pom_xml_alone_tells_as_much() {
    byte[] jar =
        new Zip().with("META-INF/maven/org.a/one/pom.xml", pom("org.a", "one", "1")).bytes();
    assertEquals(List.of("org.a:one@1"), names("x.jar", jar));
  }

  @Test
  void what_is_shaded_in_is_there_beside_the_archive_itself() {
    byte[] jar =
        new Zip()
            .with("META-INF/maven/org.a/one/pom.properties", properties("org.a", "one", "1"))
            .with("META-INF/maven/org.b/two/pom.properties", properties("org.b", "two", "2"))
            .with("BOOT-INF/classes/META-INF/maven/c/d/pom.properties", properties("c", "d", "3"))
            .bytes();
    assertEquals(List.of("c:d@3", "org.a:one@1", "org.b:two@2"), names("one-1.jar", jar));
    assertEquals(
        List.of(":other@4", "c:d@3", "org.a:one@1", "org.b:two@2"), names("other-4.jar", jar));
  }

  @Test
  void one_that_shades_another_is_not_taken_for_it() {
    byte[] jar =
        new Zip()
            .with(
                "META-INF/MANIFEST.MF",
                "Bundle-SymbolicName: com.google.inject\nBundle-Version: 4.2\n")
            .with("META-INF/maven/cglib/cglib/pom.properties", properties("cglib", "cglib", "3.2"))
            .bytes();
    assertEquals(
        List.of("cglib:cglib@3.2", "com.google.inject:guice@4.2"), names("guice.jar", jar));
  }

  @Test
  void without_maven_name_and_manifest_tell() {
    assertEquals(
        List.of(":one@1.2"), names("one-1.2.jar", manifest("Implementation-Version: 1.3")));
    assertEquals(List.of(":one@1.3"), names("one.jar", manifest("Implementation-Version: 1.3")));
    assertEquals(List.of(":one@1.2"), names("one-1.2-native.jar", manifest("Bundle-Version: 1.2")));
    assertEquals(
        List.of("org.x:a-b@1"),
        names("x.jar", manifest("Implementation-Title: org.x#a-b;1\nImplementation-Version: 1")));
    assertEquals(
        List.of("org.x:a-b@1"),
        names("a-b-1.jar", manifest("Bundle-SymbolicName: org.x.a-b;singleton:=true")));
    assertEquals(
        List.of("io.grpc:grpc-context@1.27"), names("grpc-context-1.27.jar", manifest("A: b")));
    assertEquals(List.of(), names("app.jar", manifest("Main-Class: org.x.Main")));
    assertEquals(List.of(), names("one-1.2-sources.jar", manifest("A: b")));
  }

  @Test
  void a_repositorys_layout_names_what_lies_in_it() {
    assertEquals(
        List.of("org.a:one@1"),
        names("root/.m2/repository/org/a/one/1/one-1.jar", manifest("A: b")));
  }

  @Test
  void archives_in_archives_are_found_stored_or_compressed() {
    byte[] jar =
        new Zip().with("META-INF/maven/a/b/pom.properties", properties("a", "b", "1")).bytes();
    byte[] war = new Zip().stored("WEB-INF/lib/b-1.jar", jar).bytes();
    byte[] other =
        new Zip().with("WEB-INF/lib/c-2.jar", manifest("Implementation-Version: 2")).bytes();
    byte[] ear = new Zip().with("web.war", war).with("lib/other.war", other).bytes();
    assertEquals(List.of(":c@2", "a:b@1"), names("opt/app.ear", ear));
    assertEquals(List.of(":c@2", "a:b@1"), names("opt/app.zip", ear));
  }

  @Test
  void an_executable_archive_with_a_script_before_it_is_read() {
    byte[] inner = manifest("Implementation-Version: 6");
    byte[] jar = new Zip().stored("BOOT-INF/lib/spring-core-6.0.jar", inner).bytes();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes("#!/bin/bash\nexec java -jar\n".getBytes(StandardCharsets.UTF_8));
    whole.writeBytes(jar);
    assertEquals(
        List.of("org.springframework:spring-core@6.0"), names("app.jar", whole.toByteArray()));
  }

  @Test
  void instrumentation_that_is_named_after_its_target_is_left_out() {
    byte[] jar = manifest("Weave-Classes: x\nImplementation-Version: 1");
    assertEquals(List.of(), names("instrumentation/spring-4.3.0.jar", jar));
  }

  @Test
  void licenses_are_the_poms_then_the_repositorys_then_the_manifests_then_the_texts() {
    String bundle = "Bundle-License: Apache-2.0;link=\"https://a.b\"";
    Zip full =
        new Zip()
            .with("META-INF/MANIFEST.MF", bundle + "\n")
            .with(
                "META-INF/maven/a/b/pom.xml",
                pom("a", "b", "1").replace("</project>", MIT + "</project>"));
    assertEquals("MIT DECLARED", license("b-1.jar", full.bytes()));
    assertEquals("Apache-2.0 DECLARED", license("b-1.jar", manifest(bundle)));
    assertEquals("NOASSERTION NONE", license("b-1.jar", manifest("A: b")));
    String text = "Licensed under the Apache License, Version 2.0 (the \"License\");";
    byte[] jar = new Zip().with("META-INF/LICENSE.txt", text).bytes();
    assertEquals("Apache-2.0 " + Evidence.TEXT, license("b-1.jar", jar));
  }

  @Test
  void a_licence_is_inherited_from_the_parents_that_the_repository_keeps() {
    String child =
        "<project><parent><groupId>a</groupId><artifactId>p</artifactId><version>7</version></parent>"
            + "<artifactId>b</artifactId></project>";
    MapRoot root =
        new MapRoot()
            .with("m/repository/a/b/7/b-7.jar", manifest("A: b"))
            .with("m/repository/a/b/7/b-7.pom", child)
            .with(
                "m/repository/a/p/7/p-7.pom",
                pom("a", "p", "7").replace("</project>", MIT + "</project>"));
    Catalogue catalogue = Cataloguers.read(root, List.of(new JavaCataloguer()));
    assertEquals("MIT", catalogue.packages().getFirst().license().expression());
  }

  @Test
  void a_licence_is_inherited_from_parents_that_are_known() {
    String child =
        "<project><parent><groupId>org.apache.maven</groupId><artifactId>maven</artifactId>"
            + "<version>3</version></parent><artifactId>b</artifactId></project>";
    byte[] jar = new Zip().with("META-INF/maven/org.apache.maven/b/pom.xml", child).bytes();
    assertEquals("Apache-2.0 DECLARED", license("b-3.jar", jar));
  }

  @Test
  void a_text_beside_what_is_shaded_in_may_be_that_ones() {
    byte[] jar =
        new Zip()
            .with("META-INF/LICENSE", "Licensed under the Apache License, Version 2.0")
            .with("META-INF/maven/a/b/pom.properties", properties("a", "b", "1"))
            .with("META-INF/maven/c/d/pom.properties", properties("c", "d", "1"))
            .bytes();
    assertEquals("NOASSERTION NONE", license("b-1.jar", jar));
  }

  @Test
  void a_text_of_which_the_list_has_only_a_part_counts_where_there_is_no_other() {
    String text =
        "Licensed under the Apache License, Version 2.0.\n\nPermission is hereby granted to"
            + " anyone who copies and distributes this software on foot.\n";
    byte[] alone = new Zip().with("META-INF/LICENSE", text).bytes();
    assertEquals("Apache-2.0 AND LicenseRef-unnamed TEXT", license("b-1.jar", alone));
    byte[] beside =
        new Zip()
            .with("META-INF/LICENSE", text)
            .with("META-INF/LICENSE.txt", "SPDX-License-Identifier: MIT")
            .bytes();
    assertEquals("MIT TEXT", license("b-1.jar", beside));
  }

  private static byte[] manifest(String lines) {
    return new Zip().with("META-INF/MANIFEST.MF", lines + "\n").bytes();
  }

  private static String properties(String group, String artifact, String version) {
    return "#Generated\nversion=%s\r\ngroupId=%s\nartifactId=%s\n"
        .formatted(version, group, artifact);
  }

  private static String pom(String group, String artifact, String version) {
    return "<project><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></project>"
        .formatted(group, artifact, version);
  }

  private static List<String> names(String path, byte[] archive) {
    return read(path, archive).packages().stream()
        .map(each -> each.name() + "@" + each.version())
        .toList();
  }

  private static String license(String path, byte[] archive) {
    var license = read(path, archive).packages().getFirst().license();
    return license.expression() + " " + license.evidence();
  }

  private static Catalogue read(String path, byte[] archive) {
    Catalogue catalogue =
        Cataloguers.read(new MapRoot().with(path, archive), List.of(new JavaCataloguer()));
    assertEquals(List.of(), catalogue.problems());
    return catalogue;
  }
}
