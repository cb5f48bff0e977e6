package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.function.Executable;

/** That the API server forbids something, and says why. */
final class Refusal {

  private Refusal() {}

  /** Fails unless the request is forbidden with a message that holds {@code sentence}. */
  static void refused(String sentence, Executable request) {
    var refusal =
        assertThrows(
            KubernetesClientException.class,
            request,
            "the API server took what it should refuse with '" + sentence + "'");
    assertEquals(403, refusal.getCode(), "the code of: " + refusal.getMessage());
    assertTrue(
        refusal.getMessage().contains(sentence),
        "'" + sentence + "' is not in: " + refusal.getMessage());
  }
}
