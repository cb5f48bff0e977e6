package dev.imagescan.agent.licenses;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads licence files as {@link LicenseFile} does, and remembers the latest: hundreds of packages
 * come with the same text. Only digests are kept, which nobody can make collide, so that no
 * container can say what another one's text means. Any thread may use it.
 */
public final class LicenseFileCache {

  /** How many texts are remembered. */
  private static final int MOST = 256;

  private static final Map<String, Optional<LicenseExpression>> LATEST =
      Collections.synchronizedMap(new Latest());

  private static final class Latest extends LinkedHashMap<String, Optional<LicenseExpression>> {
    private static final long serialVersionUID = 1;

    Latest() {
      super(MOST, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Optional<LicenseExpression>> eldest) {
      return size() > MOST;
    }
  }

  private LicenseFileCache() {}

  /** The same as {@link LicenseFile#read}. */
  public static Optional<LicenseExpression> read(String text) {
    String digest = digest(text);
    Optional<LicenseExpression> known = LATEST.get(digest);
    if (known == null) {
      known = LicenseFile.read(text);
      LATEST.put(digest, known);
    }
    return known;
  }

  private static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
