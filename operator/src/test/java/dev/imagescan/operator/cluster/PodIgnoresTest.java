package dev.imagescan.operator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.imagescan.api.v1alpha1.IgnoredFinding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodIgnoresTest {

  private static PodIgnores of(String annotation) {
    return PodIgnores.in(Map.of(PodIgnores.ANNOTATION, annotation));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"id\": \"HostPid\", \"reason\": \"A debugger.\", \"until\": \"2027-03-31\"}]",
        "- id: HostPid\n  reason: A debugger.\n  until: 2027-03-31\n",
      })
  void yaml_and_json_say_the_same(String annotation) {
    PodIgnores ignores = of(annotation);
    assertNull(ignores.problem());
    assertEquals(
        List.of(new IgnoredFinding("HostPid", "A debugger.", "2027-03-31")), ignores.accepted());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HostPid",
        "{id: HostPid, reason: x}",
        "[{id: HostPid}]",
        "[{id: HostPid, reason: ''}]",
        "[{id: '', reason: x}]",
        "[{id: HostPid, reason: x, until: tomorrow}]",
        "[{id: HostPid, reason: x, until: +999999998-12-31}]",
        "[{id: HostPid, reason: x, untill: 2027-03-31}]",
        "[{id: HostPid, reason: x, until: 2026-02-30}]",
        "[{id: HostPid, reason: x}, {id: HostPid, reason: y}]",
        "[null]",
        "null",
        "[[[[",
        "*a",
        "%YAML 9",
        "\u0001",
        "a: &a [x, x]\nb: *a",
        "!!javax.script.ScriptEngineManager [x]",
      })
  void what_cannot_be_read_accepts_nothing_and_says_why(String annotation) {
    PodIgnores ignores = of(annotation);
    assertEquals(List.of(), ignores.accepted());
    assertNotNull(ignores.problem(), "nobody is told that the annotation is not heeded");
  }

  @Test
  void an_annotation_is_bounded() {
    String entry = "{id: HostPid%d, reason: %s}";
    assertEquals(
        "is longer than 4096 bytes",
        of("[" + entry.formatted(1, "ä".repeat(2040)) + "]").problem());
    StringBuilder many = new StringBuilder();
    for (int number = 0; number < 65; number++) {
      many.append("- ").append(entry.formatted(number, "x")).append('\n');
    }
    assertEquals(
        "is no list of at most 64 entries {id, reason, until}", of(many.toString()).problem());
    assertNotNull(of("[" + entry.formatted(1, "x".repeat(257)) + "]").problem());
    assertNotNull(
        of("[" + entry.formatted(1, "x").replace("HostPid", "x".repeat(64)) + "]").problem());
    assertNotNull(of("[".repeat(4000)).problem());
  }

  @Test
  void most_pods_say_nothing_and_those_that_say_the_same_share_it() {
    assertSame(PodIgnores.NONE, PodIgnores.in(null));
    assertSame(PodIgnores.NONE, PodIgnores.in(Map.of("other", "x")));
    assertSame(of("[{id: HostPid, reason: x}]"), of("- {id: HostPid, reason: x}"));
  }
}
