package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.root.UnreadableException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** How a tar is compressed, as its first bytes tell; names and media types may be wrong. */
enum Compression {
  NONE(""),
  GZIP("gzip"),
  ZSTD("zstd");

  private static final int BUFFER = 64 * 1024;
  private static final int LONGEST_MAGIC = 6;

  private final String word;

  Compression(String word) {
    this.word = word;
  }

  /**
   * Looks at the first bytes.
   *
   * @throws ImageFormatException when it is a kind that is not read
   */
  static Compression of(Bytes content) throws IOException {
    byte[] start = content.stream().readNBytes(LONGEST_MAGIC);
    if (begins(start, 0x1f, 0x8b)) {
      return GZIP;
    }
    // The second is a frame to be passed over, which some writers put first.
    if (begins(start, 0x28, 0xb5, 0x2f, 0xfd)
        || (start.length > 3 && begins(Arrays.copyOfRange(start, 1, 4), 0x2a, 0x4d, 0x18))) {
      return ZSTD;
    }
    if (begins(start, 'B', 'Z', 'h') || begins(start, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      throw new ImageFormatException(
          "it is compressed by bzip2 or xz, which is not read; only gzip and zstd are");
    }
    return NONE;
  }

  private static boolean begins(byte[] content, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= content.length || (content[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** The bytes without compression; damaged ones are told as an {@link ImageFormatException}. */
  InputStream open(Bytes content) throws IOException {
    return switch (this) {
      case NONE -> content.stream();
      case GZIP -> new Guarded(this, () -> new GZIPInputStream(content.stream(), BUFFER));
      case ZSTD -> {
        ZstdFrames.check(content);
        yield new Guarded(this, () -> new ZstdInputStream(content.stream()));
      }
    };
  }

  private interface Opening {
    InputStream open() throws IOException;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  /** Decoders of hostile bytes fail in many ways. */
  private static final class Guarded extends InputStream {
    private final Compression kind;
    private final InputStream in;

    Guarded(Compression kind, Opening opening) throws IOException {
      this.kind = kind;
      this.in = guard(opening::open);
    }

    private <T> T guard(Reading<T> reading) throws IOException {
      try {
        return reading.read();
      } catch (UnreadableException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        throw new ImageFormatException("its " + kind.word + " data is damaged");
      }
    }

    @Override
    public int read() throws IOException {
      return guard(in::read);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return guard(() -> in.read(into, offset, length));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
