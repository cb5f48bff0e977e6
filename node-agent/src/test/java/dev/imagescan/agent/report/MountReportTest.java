package dev.imagescan.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountReportTest {

  private static final MountReport REPORT =
      new MountReport(
          new Subject.OfProcess(4711),
          new MountTable(
              List.of(
                  mount("21 20 0:20 / / rw,relatime - overlay overlay rw"),
                  mount("22 21 8:1 /sub /data\\012x ro shared:7 master:3 - ext4 /dev/sda1 rw")),
              true));

  @Test
  void the_table_says_where_what_and_how() throws IOException {
    assertEquals(
        """
        MOUNT POINT  TYPE     SOURCE     ROOT  PROPAGATION        OPTIONS
        /            overlay  overlay    /     private            rw,relatime
        /data\\x0ax   ext4     /dev/sda1  /sub  shared:7 master:3  ro

        There is more than is shown: a bound was reached.
        """,
        written(MountReport.Form.TABLE));
  }

  @Test
  void the_json_has_the_same_and_the_numbers() throws IOException {
    JsonNode json = new ObjectMapper().readTree(written(MountReport.Form.JSON));
    assertEquals("imagescan.dev/mounts/v1", json.get("schema").asText());
    assertEquals(4711, json.get("subject").get("pid").asInt());
    assertEquals(true, json.get("truncated").asBoolean());
    JsonNode second = json.get("mounts").get(1);
    assertEquals(22, second.get("id").asInt());
    assertEquals(21, second.get("parent").asInt());
    assertEquals("8:1", second.get("device").asText());
    assertEquals("/data\\x0ax", second.get("mountPoint").asText());
    assertEquals("shared:7 master:3", second.get("propagation").asText());
  }

  private static Mount mount(String line) {
    return Mount.parse(line).orElseThrow();
  }

  private static String written(MountReport.Form form) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    REPORT.write(form, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
