package dev.imagescan.agent.packages.metadata;

import java.util.Collection;
import java.util.Set;

/**
 * Folders by whose names everyone can see that what is in them is for tests or examples: a package
 * that lies there is played with and not installed.
 */
public final class TestMaterial {

  private static final Set<String> FOLDERS =
      Set.of(
          "test",
          "tests",
          "__tests__",
          "testdata",
          "test-data",
          "test_data",
          "test-fixtures",
          "fixture",
          "fixtures",
          "__fixtures__",
          "bench",
          "benchmark",
          "benchmarks",
          "example",
          "examples",
          "sample-apps",
          "samples");

  private TestMaterial() {}

  /** Whether a folder of this name holds such things. */
  public static boolean in(String folder) {
    return FOLDERS.contains(folder);
  }

  /** Whether one of these folders does. */
  public static boolean among(Collection<String> folders) {
    return folders.stream().anyMatch(FOLDERS::contains);
  }
}
