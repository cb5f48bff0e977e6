package dev.imagescan.agent.packages.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Catalogue.Problem;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.archive.Zip;
import dev.imagescan.agent.root.Unreadable;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostileArchiveTest {

  private static final Set<Unreadable> DECLARED =
      EnumSet.of(
          Unreadable.MALFORMED,
          Unreadable.TOO_LARGE,
          Unreadable.TOO_DEEP,
          Unreadable.TOO_MANY_ENTRIES);

  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void archives_nested_a_hundred_deep_are_read_to_a_depth_that_is_told() {
    byte[] archive = named("deepest");
    for (int i = 0; i < 100; i++) {
      archive =
          new Zip()
              .with("META-INF/maven/g/a" + i + "/pom.properties", noted("a" + i))
              .with("a.jar", archive)
              .bytes();
    }
    Catalogue catalogue = read("a.jar", archive);
    assertEquals(ArchiveReader.MAX_DEPTH + 1, catalogue.packages().size());
    assertEquals(Set.of(Unreadable.TOO_DEEP), reasons(catalogue));
  }

  @Test
  void a_bomb_costs_a_moment_and_what_lies_before_it_is_found() {
    byte[] zeros = new byte[100 << 20];
    byte[] bomb =
        new Zip()
            .with("META-INF/maven/g/a/pom.properties", noted("a"))
            .with("lib/bomb.jar", zeros)
            .with("lib/b.jar", named("b"))
            .bytes();
    Catalogue catalogue = assertTimeout(LONG, () -> read("a.jar", bomb));
    assertEquals(List.of("g:a"), names(catalogue));
    assertEquals(Set.of(Unreadable.TOO_LARGE), reasons(catalogue));
  }

  @Test
  void bombs_in_every_file_of_interest_cost_no_more_than_their_bounds() {
    String blanks = " ".repeat(30 << 20);
    byte[] archive =
        new Zip()
            .with("META-INF/MANIFEST.MF", blanks)
            .with("META-INF/maven/g/a/pom.properties", blanks)
            .with("META-INF/maven/g/b/pom.xml", "<project>" + blanks)
            .with("META-INF/LICENSE", blanks)
            .with("META-INF/maven/g/c/pom.properties", noted("c"))
            .bytes();
    Catalogue catalogue = assertTimeout(LONG, () -> read("a-2.jar", archive));
    assertEquals(List.of(":a", "g:c"), names(catalogue));
  }

  @Test
  void many_entries_that_share_one_content_are_bounded_together() {
    byte[] jar = new Zip().with("x", new byte[1 << 20]).bytes();
    Zip archive = new Zip();
    for (int i = 0; i < 300; i++) {
      archive.with("lib/" + i + ".jar", jar);
    }
    byte[] bytes = archive.bytes();
    assertTimeout(LONG, () -> read("a.jar", bytes));
  }

  @Test
  void entries_that_lie_over_each_other_do_not_multiply() {
    byte[] archive = named("a");
    for (int i = 0; i < 6; i++) {
      archive = Overlapping.archive("x.jar", archive, 300);
    }
    byte[] bytes = archive;
    Catalogue catalogue = assertTimeout(LONG, () -> read("a.jar", bytes));
    assertEquals(List.of("g:a"), names(catalogue));
    assertEquals(Set.of(Unreadable.TOO_LARGE), reasons(catalogue));
  }

  @Test
  void an_archive_that_is_changed_or_cut_off_anywhere_is_read_or_refused() {
    byte[] inner = new Zip().with("META-INF/maven/g/a/pom.properties", noted("a")).bytes();
    byte[] whole =
        new Zip()
            .with("META-INF/MANIFEST.MF", "Implementation-Version: 1\n")
            .with("META-INF/maven/g/b/pom.xml", "<project><version>1</version></project>")
            .with("lib/a.jar", inner)
            .stored("lib/b.jar", inner)
            .bytes();
    for (int seed = 0; seed < 5000; seed++) {
      Random random = new Random(seed);
      byte[] changed =
          seed % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int i = random.nextInt(6); i > 0 && changed.length > 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      Set<Unreadable> reasons = reasons(read("a.jar", changed));
      assertTrue(DECLARED.containsAll(reasons), () -> "only declared reasons: " + reasons);
    }
  }

  @Test
  void names_and_versions_that_cannot_be_shown_are_none() {
    byte[] archive =
        new Zip()
            .with(
                "META-INF/maven/g/a/pom.properties", "groupId=g\nartifactId=a\nversion=\u001b[31m")
            .with("META-INF/maven/g/b/pom.properties", noted("b\u0000"))
            .with("META-INF/maven/g/c/pom.properties", noted("c".repeat(1000)))
            .with("META-INF/maven/g/d/pom.properties", noted("${d}"))
            .bytes();
    assertEquals(List.of(), names(read("\u009b.jar", archive)));
  }

  private static byte[] named(String artifact) {
    return new Zip().with("META-INF/maven/g/x/pom.properties", noted(artifact)).bytes();
  }

  private static String noted(String artifact) {
    return "groupId=g\nartifactId=%s\nversion=1\n".formatted(artifact);
  }

  private static List<String> names(Catalogue catalogue) {
    return catalogue.packages().stream().map(Package::name).toList();
  }

  private static Set<Unreadable> reasons(Catalogue catalogue) {
    Set<Unreadable> reasons = EnumSet.noneOf(Unreadable.class);
    catalogue.problems().stream().map(Problem::why).forEach(reasons::add);
    return reasons;
  }

  private static Catalogue read(String path, byte[] archive) {
    return Cataloguers.read(new MapRoot().with(path, archive), List.of(new JavaCataloguer()));
  }
}
