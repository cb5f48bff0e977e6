package dev.imagescan.agent.containment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A report of an ordinary container may have 2 KiB, for mounts and packages too. */
class SizeTest {

  private static final int MOST = 1400;

  @Test
  void an_ordinary_container_takes_little_of_its_report() throws IOException {
    for (Recorded recorded :
        List.of(
            new Recorded(),
            new Recorded().runtimeDefault(),
            new Recorded().user(1000).capabilities(0).noNewPrivs().runtimeDefault(),
            Recorded.inUserNamespace().runtimeDefault())) {
      Judgement judged = recorded.judge();
      byte[] written =
          new ObjectMapper()
              .writeValueAsBytes(
                  Map.of("containment", judged.containment(), "findings", judged.findings()));
      assertTrue(written.length <= MOST, written.length + " bytes: " + new String(written));
    }
  }
}
