package dev.imagescan.e2e.volume;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.LocalCluster;
import dev.imagescan.e2e.cluster.NotOnThisCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A disk of one node: a file of this machine behind a loop device, with a file system in it, as a
 * PersistentVolume of its own class, to be claimed once. Closing it takes all of that away, and
 * needs its claim to be gone.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/storage/volumes/#local">Kubernetes: volumes of
 *     type local</a>
 */
public final class LoopVolume implements AutoCloseable {

  private final Cluster cluster;
  private final String name;
  private final FileSystem fileSystem;
  private final Path file;
  private final Path device;

  /** What is made on the disk, how it is looked over, and how large it is at the least. */
  public enum FileSystem {
    /** Ext4. */
    EXT4("ext4", "32M", List.of("mkfs.ext4", "-q"), List.of("e2fsck", "-fn")),
    /** XFS, whose tools make no smaller one. */
    XFS("xfs", "300M", List.of("mkfs.xfs", "-q"), List.of("xfs_repair", "-n"));

    private final String type;
    private final String size;
    private final List<String> make;
    private final List<String> check;

    FileSystem(String type, String size, List<String> make, List<String> check) {
      this.type = type;
      this.size = size;
      this.make = make;
      this.check = check;
    }
  }

  private LoopVolume(Cluster cluster, String name, FileSystem fileSystem, Path file, Path device) {
    this.cluster = cluster;
    this.name = name;
    this.fileSystem = fileSystem;
    this.file = file;
    this.device = device;
  }

  /**
   * Makes a disk and its PersistentVolume.
   *
   * @param name of both, and of the claim, unique in the cluster
   * @throws NotOnThisCluster if the nodes are not on this machine
   */
  public static LoopVolume make(Cluster cluster, String name, String node, FileSystem fileSystem) {
    if (!(cluster instanceof LocalCluster local)) {
      throw new NotOnThisCluster("give a node a disk");
    }
    Path file = local.scratch().resolve(name + ".disk");
    run("truncate", "--size=" + fileSystem.size, file.toString());
    run(with(fileSystem.make, file));
    String device = run("losetup", "--find", "--show", "--nooverlap", file.toString()).strip();
    var volume = new LoopVolume(cluster, name, fileSystem, file, Path.of(device));
    cluster.kubectlCommand("apply", "-f", "-").run(volume.yaml(node)).orThrow();
    return volume;
  }

  private String yaml(String node) {
    return """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: %1$s}
        provisioner: kubernetes.io/no-provisioner
        volumeBindingMode: WaitForFirstConsumer
        ---
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: %1$s}
        spec:
          capacity: {storage: %2$si}
          accessModes: [ReadWriteOnce]
          persistentVolumeReclaimPolicy: Retain
          storageClassName: %1$s
          local: {path: %3$s, fsType: %4$s}
          nodeAffinity:
            required:
              nodeSelectorTerms:
                - matchExpressions:
                    - {key: kubernetes.io/hostname, operator: In, values: [%5$s]}
        """
        .formatted(name, fileSystem.size, device, fileSystem.type, node);
  }

  /**
   * Lets everybody write at the top of the file system. Without it, only root and the {@code
   * fsGroup} of the pod that mounts it first on a node: kubelet gives it no other later.
   */
  public LoopVolume openToAll() {
    // A mount namespace takes the mount with it when its only process ends.
    String script = "mount \"$1\" /mnt && chmod 1777 /mnt";
    run("unshare", "--mount", "sh", "-c", script, "sh", device.toString());
    return this;
  }

  /** Claims the volume in a namespace; the claim has the volume's name. */
  public LoopVolume claim(String namespace) {
    Claims.claim(cluster, namespace, name, name, fileSystem.size + "i");
    return this;
  }

  /** The name of the volume and of its claim. */
  public String name() {
    return name;
  }

  /** The device, such as {@code /dev/loop0}. */
  public Path device() {
    return device;
  }

  /** Whether the kernel has the file system open, wherever it is mounted or held. */
  public boolean isLive() {
    return Files.exists(
        Path.of("/sys/fs").resolve(fileSystem.type).resolve(device.getFileName().toString()));
  }

  /**
   * Looks the file system over without writing to it. The exit code is 0 if nothing is wrong with
   * it, not even that it was not unmounted.
   */
  public Command.Result check() {
    return Command.of(with(fileSystem.check, device)).run();
  }

  /** The text of a file, straight from the disk; it has to be ext4 and not mounted. */
  public String read(String path) {
    return run("debugfs", "-R", "cat " + path, device.toString());
  }

  @Override
  public void close() {
    cluster.kubectl("delete", "persistentvolume/" + name, "storageclass/" + name, "--timeout=20s");
    run("losetup", "--detach", device.toString());
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(String... argv) {
    return Command.of(argv).run().orThrow();
  }

  private static String[] with(List<String> argv, Path last) {
    return Stream.concat(argv.stream(), Stream.of(last.toString())).toArray(String[]::new);
  }
}
