package dev.imagescan.agent.image;

import java.io.IOException;

/** What should be an image, or a part of one, is not; the message is a sentence for people. */
public final class ImageFormatException extends IOException {

  /** Says what is wrong; texts of the image in it must be printable. */
  public ImageFormatException(String message) {
    super(message);
  }
}
