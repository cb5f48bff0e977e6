package dev.imagescan.agent.drift;

import dev.imagescan.agent.packages.rpm.RpmFiles;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.agent.text.Printable;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What the databases in a container say, as it sees them itself: who changed a program can have
 * changed the checksum too, so that a match is no proof of anything. One thread may use it.
 */
final class PackageRecords implements PackageFiles {

  private static final String RPM = "rpm";
  private static final int MOST_OWNER = 300;
  private static final int CHUNK = 64 << 10;

  private final Root root;
  private final Claims claims;

  private PackageRecords(Root root, Claims claims) {
    this.root = root;
    this.claims = claims;
  }

  /** Where a database that cannot be read is noted. */
  interface Problems {
    void passedOver(UnreadableException problem);
  }

  private interface Reading {
    void run() throws IOException;
  }

  /**
   * Looks up some files in all databases that there are.
   *
   * @param root stays the caller's, and open as long as this is used
   */
  static PackageRecords of(Root root, Collection<String> paths, Problems problems) {
    Claims claims = new Claims(paths);
    read(() -> DpkgFiles.read(root, claims), problems);
    read(() -> ApkFiles.read(root, claims), problems);
    read(() -> RpmFiles.each(root, claims::wants, (file) -> rpm(claims, file)), problems);
    read(() -> PythonFiles.read(root, paths, claims), problems);
    return new PackageRecords(root, claims);
  }

  private static void rpm(Claims claims, RpmFiles.File file) {
    claims.owner(file.path(), RPM, file.owner());
    if (!file.digest().isEmpty()) {
      Claims.Checksum checksum = new Claims.Checksum(file.algorithm(), file.digest());
      claims.checksum(file.path(), RPM, file.owner(), checksum);
    }
  }

  private static void read(Reading reading, Problems problems) {
    try {
      reading.run();
    } catch (UnreadableException e) {
      problems.passedOver(e);
    } catch (IOException e) {
      throw new IllegalStateException("a file of a root fails in one way only", e);
    }
  }

  @Override
  public String owner(String path) {
    return claims.owner(path).map(owner -> Printable.of(owner, MOST_OWNER)).orElse(null);
  }

  @Override
  public String checksum(String path) {
    Optional<Claims.Checksum> claimed = claims.checksum(path);
    if (claimed.isEmpty()) {
      return null;
    }
    try (RootFile file = root.open(path)) {
      String now = digest(file, MessageDigest.getInstance(claimed.get().algorithm()));
      return now.equals(claimed.get().hex()) ? "Matches" : "Differs";
    } catch (IOException e) {
      return null;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5 and SHA", e);
    }
  }

  private static String digest(RootFile file, MessageDigest digest) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int count = file.read(chunk); count >= 0; count = file.read(chunk)) {
      digest.update(chunk, 0, count);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
