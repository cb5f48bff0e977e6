package dev.imagescan.agent.drift;

import dev.imagescan.agent.packages.MovedPaths;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What package databases claim of the few files that are asked about; the first claim counts. One
 * thread may use it.
 */
final class Claims {

  /** A file's content by a database; the hexadecimal digits are small. */
  record Checksum(String algorithm, String hex) {}

  private static final class Claim {
    private String owner;
    private Checksum checksum;
  }

  private final Map<String, Claim> claims = new HashMap<>();

  /** Takes note of what is asked about. */
  Claims(Collection<String> paths) {
    paths.forEach(path -> claims.put(MovedPaths.canonical(path), new Claim()));
  }

  /** Whether a file is asked about; by either of its names where its directory was moved. */
  boolean wants(String path) {
    return claims.containsKey(MovedPaths.canonical(path));
  }

  /** A package owns a file. */
  void owner(String path, String type, String name) {
    Claim claim = claims.get(MovedPaths.canonical(path));
    if (claim != null && claim.owner == null) {
      claim.owner = type + "/" + name;
    }
  }

  /** A package's file has that checksum, if the package is the one that owns it. */
  void checksum(String path, String type, String name, Checksum checksum) {
    Claim claim = claims.get(MovedPaths.canonical(path));
    if (claim != null && claim.checksum == null && (type + "/" + name).equals(claim.owner)) {
      claim.checksum = checksum;
    }
  }

  Optional<String> owner(String path) {
    return Optional.ofNullable(claims.get(MovedPaths.canonical(path))).map(claim -> claim.owner);
  }

  Optional<Checksum> checksum(String path) {
    return Optional.ofNullable(claims.get(MovedPaths.canonical(path))).map(claim -> claim.checksum);
  }
}
