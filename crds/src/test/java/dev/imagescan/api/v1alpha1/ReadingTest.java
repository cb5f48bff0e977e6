package dev.imagescan.api.v1alpha1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects come back from the API server as the kinds that they are. */
class ReadingTest {

  private final KubernetesSerialization json = new KubernetesSerialization();

  @ParameterizedTest
  @ValueSource(
      classes = {
        ImageScan.class,
        ClusterImageScan.class,
        NodeScan.class,
        ContainerReport.class,
        ImageReport.class,
        ImageReportPart.class
      })
  void is_read_as_its_kind(Class<?> kind) {
    String text =
        "{\"apiVersion\":\"imagescan.dev/v1alpha1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"x\"}}"
            .formatted(kind.getSimpleName());
    assertInstanceOf(kind, json.unmarshal(text, kind));
  }

  @Test
  void fields_of_a_newer_version_are_passed_over() {
    ImageScan scan =
        json.unmarshal(
            "{\"apiVersion\":\"imagescan.dev/v1alpha1\",\"kind\":\"ImageScan\",\"newer\":1,"
                + "\"spec\":{\"selector\":{\"newer\":1},\"newer\":{}}}",
            ImageScan.class);
    assertEquals(LabelSelector.everything(), scan.getSpec().selector());
  }
}
