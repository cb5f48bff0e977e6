package dev.imagescan.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Which mounts the command line has made, one file each, written before the mount is there: whoever
 * takes one away again must know that it is ours. The folder goes with a reboot, as the mounts do.
 */
final class MountRecords {

  private static final JsonMapper JSON = new JsonMapper();

  /** Where they are is looked up when they are needed. */
  interface Place {
    MountRecords open() throws Failure, IOException;
  }

  private final Path folder;

  MountRecords(Path folder) {
    this.folder = folder;
  }

  /**
   * Those of the user.
   *
   * @throws Failure when this one cannot mount, or there is no place for them
   */
  static MountRecords ofThisProcess() throws Failure, IOException {
    Privilege privilege = Privilege.ofThisProcess();
    privilege.require();
    return of(privilege, System.getenv());
  }

  /**
   * Those of the user: below /run for root, below XDG_RUNTIME_DIR for the root of a user namespace.
   *
   * @throws Failure when there is no such folder
   */
  static MountRecords of(Privilege privilege, Map<String, String> environment) throws Failure {
    if (privilege == Privilege.ROOT) {
      return new MountRecords(Path.of("/run/imagescan"));
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!Path.of(runtime).isAbsolute()) {
      throw new Failure(
          "XDG_RUNTIME_DIR is not set, so there is no place to note which mounts are ours; log in"
              + " properly, or set it to a folder of yours that goes with a reboot");
    }
    return new MountRecords(Path.of(runtime, "imagescan"));
  }

  /** What was noted of a mount point of the mount namespace that a process is in. */
  Optional<PlacedMount> get(ContainerProcess process, String mountPath) throws IOException {
    return get(namespace(process), mountPath);
  }

  /** What was noted of a mount point of a mount namespace. */
  Optional<PlacedMount> get(long mountNamespace, String mountPath) throws IOException {
    Path file = file(mountNamespace, mountPath);
    try {
      return Optional.of(JSON.readValue(Files.readString(file), PlacedMount.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new IOException(
          "the note %s of a mount is damaged; delete it, and unmount %s in the container"
              .formatted(file, mountPath),
          e);
    }
  }

  /** Notes a mount, in place of what was noted of the same place. */
  void put(String mountPath, PlacedMount mount) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = file(mount.mountNamespace(), mountPath);
    Path next = Files.createTempFile(folder, "next-", "");
    Files.writeString(next, JSON.writeValueAsString(mount));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Forgets a mount of the mount namespace that a process is in. */
  void remove(ContainerProcess process, String mountPath) throws IOException {
    remove(namespace(process), mountPath);
  }

  private static long namespace(ContainerProcess process) throws IOException {
    try (Fd namespace = process.namespace("mnt")) {
      return Stat.of(namespace).inode();
    }
  }

  /** Forgets a mount. */
  void remove(long mountNamespace, String mountPath) throws IOException {
    Files.deleteIfExists(file(mountNamespace, mountPath));
  }

  private Path file(long mountNamespace, String mountPath) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(mountPath.getBytes(StandardCharsets.UTF_8));
      return folder.resolve(
          mountNamespace + "-" + HexFormat.of().formatHex(digest, 0, 8) + ".json");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
