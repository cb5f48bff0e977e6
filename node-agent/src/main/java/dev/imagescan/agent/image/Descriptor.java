package dev.imagescan.agent.image;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Optional;

/**
 * Where a manifest or an index points to.
 *
 * @param digest as it is written; empty when it is not
 * @param platform what it is for, when that is said
 * @param name the image's name and tag in an archive; empty when it has none
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md">OCI content
 *     descriptors</a>
 */
public record Descriptor(String digest, Optional<Platform> platform, String name) {

  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final String IMAGE_NAME = "io.containerd.image.name";

  static Descriptor read(JsonParser json) throws IOException {
    String[] text = {"", "", ""};
    Platform[] platform = {null};
    Json.object(
        json,
        (name, value) -> {
          switch (name) {
            case "digest" -> text[0] = Json.text(value);
            case "platform" -> platform[0] = platform(value);
            case "annotations" ->
                Json.object(
                    value,
                    (annotation, content) -> {
                      switch (annotation) {
                        case REF_NAME -> text[1] = Json.text(content);
                        case IMAGE_NAME -> text[2] = Json.text(content);
                        default -> {}
                      }
                    });
            default -> {}
          }
        });
    return new Descriptor(
        text[0], Optional.ofNullable(platform[0]), text[2].isEmpty() ? text[1] : text[2]);
  }

  private static Platform platform(JsonParser json) throws IOException {
    String[] text = {"", ""};
    Json.object(
        json,
        (name, value) -> {
          switch (name) {
            case "os" -> text[0] = Json.text(value);
            case "architecture" -> text[1] = Json.text(value);
            default -> {}
          }
        });
    return new Platform(text[0], text[1]);
  }

  /**
   * The digest that it points to.
   *
   * @throws ImageFormatException when it is not one of SHA-256
   */
  public Digest sha256() throws ImageFormatException {
    return Digest.parse(digest)
        .orElseThrow(
            () -> new ImageFormatException("the image names a part by no digest of SHA-256"));
  }
}
