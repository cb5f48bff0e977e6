package dev.imagescan.agent.image;

/**
 * What an image is made for, in the words of Go and OCI: {@code linux}, {@code amd64}.
 *
 * @param os the operating system
 * @param architecture the machine's
 */
public record Platform(String os, String architecture) {

  /** The one that this program runs on. */
  public static Platform current() {
    return new Platform(
        "linux",
        switch (System.getProperty("os.arch")) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          case String other -> other;
        });
  }

  @Override
  public String toString() {
    return os + "/" + architecture;
  }
}
