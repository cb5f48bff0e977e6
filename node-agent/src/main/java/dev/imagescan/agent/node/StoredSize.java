package dev.imagescan.agent.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** How much room something takes in the API server's store. */
final class StoredSize {

  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredSize() {}

  /** In bytes, as the API server stores it, which writes some characters as an escape of six. */
  static int of(Object content) {
    try {
      byte[] json = JSON.writeValueAsBytes(content);
      int escaped = 0;
      for (byte each : json) {
        escaped += each == '<' || each == '>' || each == '&' ? 1 : 0;
      }
      return json.length + 5 * escaped;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record has no JSON", e);
    }
  }
}
