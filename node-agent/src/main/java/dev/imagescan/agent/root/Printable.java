package dev.imagescan.agent.root;

/** The same as {@link dev.imagescan.agent.text.Printable}. */
public final class Printable {

  private Printable() {}

  /** See {@link dev.imagescan.agent.text.Printable#of(String)}. */
  public static String of(String bytes) {
    return dev.imagescan.agent.text.Printable.of(bytes);
  }

  /** See {@link dev.imagescan.agent.text.Printable#of(String, int)}. */
  public static String of(String bytes, int most) {
    return dev.imagescan.agent.text.Printable.of(bytes, most);
  }
}
