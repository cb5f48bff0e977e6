package dev.imagescan.agent.licenses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import org.cyclonedx.model.Bom;
import org.junit.jupiter.api.Test;

class SpdxListTest {

  private static final String SAY =
      "The ids of spdx-licenses.txt and spdx-exceptions.txt are not those of the CycloneDX library";

  @Test
  void our_ids_are_those_that_the_bill_of_materials_may_name() throws IOException {
    Set<String> ours = new TreeSet<>(Tables.lines("spdx-licenses.txt"));
    ours.addAll(Tables.lines("spdx-exceptions.txt"));
    Set<String> theirs = new TreeSet<>();
    json("/spdx.schema.json").get("enum").forEach(id -> theirs.add(id.asText()));
    assertEquals(theirs, ours, SAY);
  }

  @Test
  void licenses_and_exceptions_are_told_apart_as_the_list_does() throws IOException {
    Set<String> theirs = new TreeSet<>();
    json("/licenses/licenses.json")
        .get("licenses")
        .forEach(license -> theirs.add(license.get("licenseId").asText()));
    assertEquals(theirs, new TreeSet<>(Tables.lines("spdx-licenses.txt")), SAY);
  }

  private static JsonNode json(String resource) throws IOException {
    try (InputStream in = Bom.class.getResourceAsStream(resource)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
