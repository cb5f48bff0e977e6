package dev.imagescan.agent.packages.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The archives that these very tests run with: where they lie says what they are. */
class OwnClassPathTest {

  private static final String JARS =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  @Test
  void archives_in_the_repository_are_what_their_places_say() throws IOException {
    assertEquals(List.of(), differences(true), "not found as what their places say");
  }

  @Test
  void archives_anywhere_else_are_what_they_are_in_the_repository() throws IOException {
    List<String> differences = differences(false);
    System.out.println("Not told without their place in a repository: " + differences);
    assertTrue(
        differences.size() * 100 <= archives().size(),
        () -> "99 of 100 are told by themselves, but not " + differences);
  }

  private static List<String> differences(boolean inPlace) throws IOException {
    List<String> differences = new ArrayList<>();
    for (Path archive : archives()) {
      Coordinates expected =
          RepositoryPath.of(archive.toString().substring(1)).orElseThrow().coordinates();
      String path = inPlace ? archive.toString().substring(1) : "lib/" + archive.getFileName();
      List<String> found = found(path, Files.readAllBytes(archive));
      if (!found.contains(expected.name() + "@" + expected.version())) {
        differences.add(archive.getFileName() + " as " + found);
      }
    }
    return differences;
  }

  private static List<Path> archives() {
    List<Path> archives =
        Arrays.stream(JARS.split(File.pathSeparator))
            .map(Path::of)
            .filter(path -> path.toString().endsWith(".jar"))
            .filter(path -> RepositoryPath.of(path.toString().substring(1)).isPresent())
            .toList();
    assertTrue(archives.size() > 50, () -> "the class path has many archives, not " + archives);
    return archives;
  }

  private static List<String> found(String path, byte[] archive) {
    return Cataloguers.read(new MapRoot().with(path, archive), List.of(new JavaCataloguer()))
        .packages()
        .stream()
        .map(each -> each.name() + "@" + each.version())
        .toList();
  }
}
