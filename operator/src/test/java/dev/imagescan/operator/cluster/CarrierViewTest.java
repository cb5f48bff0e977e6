package dev.imagescan.operator.cluster;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarrierViewTest {

  private static Pod pod(String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("imagescan-tools-0123456789abcdef")
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  @ParameterizedTest
  @CsvSource({"Running,false", "Pending,false", "Failed,true", "Succeeded,true"})
  void a_carrier_whose_phase_is_final_has_been_ended(String phase, boolean ended) {
    assertEquals(ended, CarrierView.of(pod(phase)).ended(), phase);
  }

  /** Else it would be told of as evicted, and the next one with its volumes would have to wait. */
  @Test
  void a_carrier_that_was_deleted_is_leaving_and_was_not_ended() {
    Pod deleted = pod("Failed");
    deleted.getMetadata().setDeletionTimestamp("2026-01-01T00:01:00Z");
    CarrierView view = CarrierView.of(deleted);
    assertAll(
        () -> assertTrue(view.leaving(), "leaving"),
        () -> assertEquals(false, view.ended(), "ended"),
        () -> assertTrue(view.ending(), "ending"));
  }
}
