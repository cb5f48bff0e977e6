package dev.imagescan.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Descriptions of images, whose writers nobody has to trust. */
class ImageDocumentTest {

  private static final String A = "sha256:" + "a".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);
  private static final Platform AMD64 = new Platform("linux", "amd64");

  private final Map<Digest, byte[]> blobs = new HashMap<>();

  @Test
  void commands_that_made_no_layer_are_left_out_of_the_history() throws IOException {
    assertEquals(
        List.of(new ImageLayer(A, "ADD file"), new ImageLayer(B, "RUN it")),
        config(
                """
                {"rootfs": {"type": "layers", "diff_ids": ["%s", "%s"]},
                 "history": [{"created_by": "ADD file"},
                             {"created_by": "ENV x=y", "empty_layer": true},
                             {"created_by": "RUN it", "empty_layer": false, "comment": {"x": [1]}}]}
                """
                    .formatted(A, B))
            .layers());
  }

  @Test
  void a_history_that_does_not_fit_the_layers_is_none() throws IOException {
    assertEquals(
        List.of(new ImageLayer(A, ""), new ImageLayer(B, "")),
        config(
                "{\"rootfs\": {\"diff_ids\": [\"%s\", \"%s\"]}, \"history\": [{\"created_by\": \"x\"}]}"
                    .formatted(A, B))
            .layers());
    assertEquals(
        List.of(new ImageLayer(A, "")),
        config("{\"rootfs\": {\"diff_ids\": [\"" + A + "\"]}}").layers());
  }

  @Test
  void a_command_is_made_printable_and_cut() throws IOException {
    String hostile = "\\u001b[2J\\u202e" + "\\n\u00e9\ud83d\ude00" + "x".repeat(3_000_000);
    String shown =
        config(
                "{\"rootfs\": {\"diff_ids\": [\"%s\"]}, \"history\": [{\"created_by\": \"%s\"}]}"
                    .formatted(A, hostile))
            .commands()
            .getFirst();
    assertEquals(256, shown.length());
    assertTrue(shown.startsWith("\\x1b[2J\\u202e\\x0a\u00e9\ud83d\ude00xxx"), shown);
  }

  @Test
  void members_are_taken_as_the_runtimes_take_them() throws IOException {
    ImageConfig config =
        config(
            """
            {"rootfs": {"diff_ids": ["%s"], "DIFF_IDS": ["%s"]},
             "HISTORY": [{"Created_By": "it"}], "history": [{"created_by": "last"}]}
            """
                .formatted(A, B));
    assertEquals(List.of(new ImageLayer(B, "last")), config.layers());
  }

  @Test
  void what_is_none_of_the_documents_or_several_is_refused() {
    for (String text :
        List.of(
            "",
            "[]",
            "{}",
            "null",
            "{",
            "not JSON",
            "{\"manifests\": [], \"layers\": [], \"config\": {}}",
            "{\"rootfs\": {}, \"manifests\": []}",
            "{\"layers\": []}",
            "{\"rootfs\": {\"diff_ids\": [\"sha512:x\"]}}",
            "{\"rootfs\": {\"diff_ids\": [7]}}",
            "{\"rootfs\": " + "[".repeat(500) + "]".repeat(500) + "}",
            "{\"layers\": [" + "{},".repeat(10_001) + "{}], \"config\": {}}",
            "{\"x\": \"" + "y".repeat(Json.MOST_BYTES) + "\"}",
            "\u00ff\u00fe{")) {
      String shown = text.substring(0, Math.min(text.length(), 80));
      assertThrows(ImageFormatException.class, () -> parse(text), shown);
    }
  }

  @Test
  void a_digest_leads_over_indexes_and_a_manifest_to_the_configuration() throws IOException {
    String config = blob("{\"rootfs\": {\"diff_ids\": [\"" + A + "\"]}}");
    String other = blob("{\"rootfs\": {\"diff_ids\": [\"" + B + "\"]}}");
    String manifest = blob(manifest(config));
    String inner =
        blob(
            "{\"manifests\": [%s, %s]}"
                .formatted(
                    descriptor(blob(manifest(other)), "arm64"), descriptor(manifest, "amd64")));
    String outer = blob("{\"manifests\": [{\"digest\": \"" + inner + "\"}]}");
    for (String start : List.of(config, manifest, inner, outer)) {
      ImageBlobs.Image image = find(start, AMD64);
      assertEquals(config, image.id().toString());
      assertEquals(A, image.config().diffIDs().getFirst().toString());
      assertEquals(start.equals(config), image.manifest().isEmpty());
    }
    assertEquals(
        B, find(inner, new Platform("linux", "arm64")).config().layers().getFirst().diffID());
    assertEquals(
        "the image's index has nothing for linux/s390x",
        message(inner, new Platform("linux", "s390x")));
  }

  @Test
  void chains_without_end_and_content_that_was_changed_are_refused() throws IOException {
    String at = blob("{\"rootfs\": {\"diff_ids\": []}}");
    for (int i = 0; i < 10; i++) {
      at = blob("{\"manifests\": [{\"digest\": \"" + at + "\"}]}");
    }
    assertEquals("the image's indexes point to each other without end", message(at, AMD64));
    blobs.put(Digest.parse(A).orElseThrow(), "{\"rootfs\": {}}".getBytes(StandardCharsets.UTF_8));
    assertEquals("the content of " + A + " has another digest", message(A, AMD64));
    assertEquals(
        "the image names a part by no digest of SHA-256",
        message(blob("{\"manifests\": [{\"digest\": \"../../etc/passwd\"}]}"), AMD64));
  }

  private static String manifest(String config) {
    return "{\"schemaVersion\": 2, \"config\": {\"digest\": \"%s\"}, \"layers\": [{\"digest\": \"%s\"}]}"
        .formatted(config, B);
  }

  private static String descriptor(String digest, String architecture) {
    return "{\"digest\": \"%s\", \"platform\": {\"os\": \"linux\", \"architecture\": \"%s\"}}"
        .formatted(digest, architecture);
  }

  private String blob(String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    blobs.put(Digest.of(content), content);
    return Digest.of(content).toString();
  }

  private ImageBlobs.Image find(String digest, Platform platform) throws IOException {
    ImageBlobs.Store store =
        wanted ->
            Optional.ofNullable(blobs.get(wanted))
                .orElseThrow(() -> new ImageFormatException("no " + wanted));
    return new ImageBlobs(store).find(Digest.parse(digest).orElseThrow(), platform);
  }

  private String message(String digest, Platform platform) {
    return assertThrows(ImageFormatException.class, () -> find(digest, platform)).getMessage();
  }

  private static ImageConfig config(String text) throws IOException {
    return assertInstanceOf(ImageConfig.class, parse(text));
  }

  private static ImageDocument parse(String text) throws IOException {
    return ImageDocument.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
