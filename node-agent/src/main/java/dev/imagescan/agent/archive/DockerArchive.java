package dev.imagescan.agent.archive;

import com.fasterxml.jackson.core.JsonParser;
import dev.imagescan.agent.image.Digest;
import dev.imagescan.agent.image.ImageConfig;
import dev.imagescan.agent.image.ImageDocument;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.image.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Images as {@code docker save} writes them: a list of images, each with the names of its files.
 *
 * @see <a href="https://github.com/moby/docker-image-spec/blob/main/spec.md">Docker image
 *     specification</a>
 */
final class DockerArchive {

  static final String MANIFEST = "manifest.json";

  private DockerArchive() {}

  static List<Candidate> images(ImageFiles files) throws IOException {
    List<Candidate> images = new ArrayList<>();
    Json.document(
        new ByteArrayInputStream(files.document(MANIFEST)),
        Json.MOST_BYTES,
        "its manifest.json",
        json -> Json.array(json, image -> images.add(read(files, image))));
    return images;
  }

  private static Image read(ImageFiles files, JsonParser json) throws IOException {
    String[] config = {""};
    List<String> names = new ArrayList<>();
    List<String> layers = new ArrayList<>();
    Json.object(
        json,
        (name, value) -> {
          switch (name) {
            case "config" -> config[0] = path(value);
            case "repotags" -> Json.array(value, tag -> names.add(Json.text(tag)));
            case "layers" -> Json.array(value, layer -> layers.add(path(layer)));
            default -> {}
          }
        });
    return new Image(files, names, config[0], layers);
  }

  /** JSON has characters, and tars have bytes. */
  private static String path(JsonParser json) throws IOException {
    byte[] bytes = Json.text(json).getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private record Image(ImageFiles files, List<String> names, String config, List<String> layers)
      implements Candidate {

    @Override
    public Parts parts() throws IOException {
      byte[] content = files.document(config);
      if (ImageDocument.parse(content) instanceof ImageConfig found) {
        return new Parts(Digest.of(content), found, layers);
      }
      throw new ImageFormatException("its configuration is none");
    }
  }
}
