package dev.imagescan.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaintTest {

  @Test
  void a_kernel_that_nothing_taints_has_no_words() {
    assertEquals(List.of(), Taint.ofKernel(0));
  }

  @Test
  void a_node_with_a_proprietary_driver_built_apart_and_not_signed() {
    assertEquals(
        List.of("ProprietaryModule", "OutOfTreeModule", "UnsignedModule"), Taint.ofKernel(12289));
  }

  @Test
  void a_kernel_that_has_warned_and_one_that_has_died() {
    assertEquals(List.of("Warned"), Taint.ofKernel(512));
    assertEquals(List.of("Died", "Warned"), Taint.ofKernel(640));
  }

  @Test
  void a_bit_of_a_newer_kernel_is_its_number() {
    assertEquals(List.of("Test", "FirmwareControl", "Bit20"), Taint.ofKernel(0b111L << 18));
    assertEquals(List.of("Bit63"), Taint.ofKernel(1L << 63));
  }

  @Test
  void each_letter_of_a_module_is_a_word_and_a_newer_one_itself() {
    assertEquals(List.of("Proprietary", "OutOfTree", "Unsigned"), Taint.ofModule("POE"));
    assertEquals(List.of("Forced", "Staging", "LivePatch", "Test", "Z"), Taint.ofModule("FCKNZ"));
  }

  @Test
  void a_letter_that_only_a_kernel_has_is_no_word_of_a_module() {
    assertEquals(List.of("D"), Taint.ofModule("D"));
  }
}
