package dev.imagescan.agent.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Gives all targets again what was kept for them, and what none must mind. */
class SeedsTest {

  @TestFactory
  Stream<DynamicTest> what_was_found_once_is_not_found_again() {
    return Targets.ALL.stream()
        .map(
            target ->
                DynamicTest.dynamicTest(
                    target.name(),
                    () -> {
                      List<byte[]> inputs = Inputs.of(target);
                      assertFalse(inputs.isEmpty(), target + " has nothing to begin with");
                      inputs.forEach(input -> feed(target, input));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> an_input_of_each_target_is_more_than_garbage_to_it() {
    byte[] garbage = "garbage".getBytes(StandardCharsets.US_ASCII);
    return Targets.ALL.stream()
        .map(
            target ->
                DynamicTest.dynamicTest(
                    target.name(),
                    () -> {
                      Object nothing = target.parser().apply(garbage);
                      assertTrue(
                          Inputs.of(target).stream()
                              .map(target.parser())
                              .anyMatch(read -> !read.equals(nothing)),
                          "nothing that " + target + " begins with is read as anything");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> long_inputs_cost_no_more_than_their_length() {
    return Targets.ALL.stream()
        .map(
            target ->
                DynamicTest.dynamicTest(
                    target.name(),
                    () -> {
                      Hostile.inputs().forEach(input -> feed(target, input));
                      for (byte[] input : Inputs.of(target)) {
                        feed(target, Stretched.of(input, Arrays.hashCode(input)));
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> counts_and_offsets_of_two_gigabytes_size_nothing() {
    return Targets.ALL.stream()
        .map(
            target ->
                DynamicTest.dynamicTest(
                    target.name(),
                    () ->
                        Inputs.of(target).stream()
                            .flatMap(Hostile::counts)
                            .forEach(input -> feed(target, input))));
  }

  @Test
  void no_two_targets_have_one_name() {
    assertEquals(Targets.ALL.size(), Targets.ALL.stream().map(Target::name).distinct().count());
  }

  private static void feed(Target target, byte[] input) {
    try {
      Replay.feed(target, input);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(target + " does not bear " + Shown.of(input), e);
    }
  }
}
