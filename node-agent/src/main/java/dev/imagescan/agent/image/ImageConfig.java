package dev.imagescan.agent.image;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.imagescan.agent.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an image's configuration says of its layers.
 *
 * @param diffIDs the digests of their uncompressed tars, the lowest first
 * @param commands what made them: one for each layer, or none when the image's history does not fit
 *     its layers; printable and cut
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image
 *     configuration</a>
 */
public record ImageConfig(List<Digest> diffIDs, List<String> commands) implements ImageDocument {

  private static final int LONGEST_COMMAND = 256;

  /** The layers with what made them, the lowest first. */
  public List<ImageLayer> layers() {
    List<ImageLayer> layers = new ArrayList<>();
    for (int i = 0; i < diffIDs.size(); i++) {
      layers.add(
          new ImageLayer(diffIDs.get(i).toString(), commands.isEmpty() ? "" : commands.get(i)));
    }
    return layers;
  }

  /** The members of the document, as they come. */
  static final class Parts {
    private final List<String> diffIDs = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private boolean isThere;

    void read(String name, JsonParser json) throws IOException {
      switch (name) {
        case "rootfs" -> {
          isThere = true;
          Json.object(json, this::rootFileSystem);
        }
        case "history" -> {
          commands.clear();
          Json.array(json, this::history);
        }
        default -> {}
      }
    }

    private void rootFileSystem(String name, JsonParser json) throws IOException {
      if (name.equals("diff_ids")) {
        diffIDs.clear();
        Json.array(json, item -> diffIDs.add(Json.text(item)));
      }
    }

    /** Most commands only set a variable, and make no layer. */
    private void history(JsonParser json) throws IOException {
      String[] command = {""};
      boolean[] empty = {false};
      Json.object(
          json,
          (name, value) -> {
            switch (name) {
              case "created_by" -> command[0] = shown(Json.text(value));
              case "empty_layer" -> empty[0] = value.currentToken() == JsonToken.VALUE_TRUE;
              default -> {}
            }
          });
      if (!empty[0]) {
        commands.add(command[0]);
      }
    }

    private static String shown(String text) {
      String start = text.substring(0, Math.min(text.length(), 4 * LONGEST_COMMAND));
      byte[] bytes = start.getBytes(StandardCharsets.UTF_8);
      return Printable.of(new String(bytes, StandardCharsets.ISO_8859_1), LONGEST_COMMAND);
    }

    boolean isThere() {
      return isThere;
    }

    ImageConfig configuration() throws ImageFormatException {
      List<Digest> digests = new ArrayList<>();
      for (String diffID : diffIDs) {
        digests.add(
            Digest.parse(diffID)
                .orElseThrow(
                    () ->
                        new ImageFormatException(
                            "the image's configuration names a layer by no digest of SHA-256")));
      }
      boolean fits = commands.size() == digests.size();
      return new ImageConfig(List.copyOf(digests), fits ? List.copyOf(commands) : List.of());
    }
  }
}
