package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which of the images in an archive is meant. */
final class Choice {

  private static final int LONGEST_NAME = 200;
  private static final int MOST_NAMES = 20;

  private Choice() {}

  /**
   * Finds it.
   *
   * @param reference a name as a user writes it: the tag latest and the registry may be left out
   * @throws ImageFormatException that lists the images, when it is not clear
   */
  static Candidate of(List<Candidate> images, Optional<String> reference)
      throws ImageFormatException {
    List<Candidate> meant =
        reference.isEmpty()
            ? images
            : images.stream()
                .filter(
                    image ->
                        image.names().stream().anyMatch(name -> isMeant(name, reference.get())))
                .toList();
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    if (images.isEmpty()) {
      throw new ImageFormatException("it holds no image");
    }
    if (reference.isEmpty()) {
      throw new ImageFormatException(
          "it holds " + images.size() + " images; choose one with --ref: " + all(images));
    }
    throw new ImageFormatException(
        (meant.isEmpty()
                ? "it holds no image of that name"
                : "several of its images have that name")
            + "; it has "
            + all(images));
  }

  private static boolean isMeant(String name, String reference) {
    return name.equals(reference)
        || name.equals(reference + ":latest")
        || name.endsWith("/" + reference)
        || name.endsWith("/" + reference + ":latest");
  }

  private static String all(List<Candidate> images) {
    String first =
        images.stream().limit(MOST_NAMES).map(Choice::named).collect(Collectors.joining(", "));
    return images.size() > MOST_NAMES ? first + ", …" : first;
  }

  /** How an image is called for people. */
  static String named(Candidate image) {
    return image.names().isEmpty()
        ? "one without a name"
        : image.names().stream()
            .limit(MOST_NAMES)
            .map(
                name ->
                    Printable.of(
                        new String(
                            name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
                        LONGEST_NAME))
            .collect(Collectors.joining(" = "));
  }
}
