package dev.imagescan.agent.container;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Layers as builders compress them. */
public final class Compressed {

  private static final int MEMBER = 700;

  private interface Wrapping {
    OutputStream wrap(OutputStream out) throws IOException;
  }

  private Compressed() {}

  /** Not at all. */
  public static byte[] not(byte[] bytes) {
    return bytes;
  }

  /** By gzip. */
  public static byte[] gzip(byte[] bytes) throws IOException {
    return by(GZIPOutputStream::new, bytes);
  }

  /** By gzip as parallel and seekable writers do: many members after each other. */
  public static byte[] gzipMembers(byte[] bytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; at += MEMBER) {
      all.write(gzip(Arrays.copyOfRange(bytes, at, Math.min(at + MEMBER, bytes.length))));
    }
    return all.toByteArray();
  }

  /** By zstd. */
  public static byte[] zstd(byte[] bytes) throws IOException {
    return by(ZstdOutputStream::new, bytes);
  }

  private static byte[] by(Wrapping wrapping, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream compressor = wrapping.wrap(out)) {
      compressor.write(bytes);
    }
    return out.toByteArray();
  }
}
