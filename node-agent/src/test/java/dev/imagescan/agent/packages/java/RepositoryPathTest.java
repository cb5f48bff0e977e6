package dev.imagescan.agent.packages.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryPathTest {

  @ParameterizedTest
  @CsvSource({
    "root/.m2/repository/com/google/guava/guava/33-jre/guava-33-jre.jar, com.google.guava:guava@33-jre",
    "root/.m2/repository/junit/junit/3.8.1/junit-3.8.1-sources.jar, junit:junit@3.8.1",
    "m/repository/a/b/c/1-SNAPSHOT/c-1-20240101.1-1.jar, a.b:c@1-SNAPSHOT",
    "root/.gradle/caches/modules-2/files-2.1/org.a/b/1.0/0a1b/b-1.0.jar, org.a:b@1.0",
    "root/.cache/coursier/v1/https/some.host/maven2/org/a/b_3/1.0/b_3-1.0.jar, org.a:b_3@1.0",
    "repository/b/1.0/b-1.0.jar, none",
    "repository/org/a/b/1.0/c-1.0.jar, none",
    "usr/share/maven-repo/org/a/b/debian/b-debian.jar, none",
    "usr/share/java/b-1.0.jar, none",
    "b-1.0.jar, none",
  })
  void a_path_tells_coordinates_when_it_has_the_form_of_a_repository(String path, String expected) {
    String found =
        RepositoryPath.of(path)
            .map(RepositoryPath::coordinates)
            .map(c -> c.name() + "@" + c.version())
            .orElse("none");
    assertEquals(expected, found);
  }
}
