package dev.imagescan.e2e.product;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.image.TestImage;
import dev.imagescan.e2e.volume.LocalPath;
import dev.imagescan.e2e.volume.LoopVolume;
import dev.imagescan.e2e.volume.LoopVolume.FileSystem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One volume of each kind, mounted at /mnt/0, /mnt/1 and so on, and what is to be found there. */
final class InjectedVolumes implements AutoCloseable {

  /** Where the hostPath is: on a disk of the node's own. */
  static final String ON_NODE = "/var/lib/kubelet/injected";

  private final Injected space;
  private final String node;
  private LoopVolume ext4;
  private LoopVolume xfs;
  private LocalPath dynamic;

  /**
   * A volume mount.
   *
   * @param name of the mount, in words
   * @param volume the volume's name
   * @param file a file that is there from the start, or nothing
   * @param text what that file holds
   * @param writable whether a container may write there
   * @param more further fields of the volume mount
   */
  record Mount(
      String name, String volume, String file, String text, boolean writable, String more) {

    private static Mount empty(String name, String volume) {
      return new Mount(name, volume, "", "", true, "");
    }

    private static Mount filled(String name, String file, String text) {
      return new Mount(name, name, file, text, false, "");
    }

    private static Mount readOnly(String name, String volume, String file, String text) {
      return new Mount(name, volume, file, text, false, ", readOnly: true");
    }
  }

  private static final String HOST = "from the node";

  static final List<Mount> MOUNTS =
      List.of(
          Mount.empty("disk", "disk"),
          Mount.empty("memory", "memory"),
          new Mount("host", "host", "hello", HOST, true, ""),
          Mount.filled("config", "key", "from a ConfigMap"),
          Mount.filled("secret", "key", "from a Secret"),
          Mount.filled("projected", "both", "from a Secret"),
          Mount.empty("ext4", "ext4"),
          Mount.empty("xfs", "xfs"),
          Mount.empty("dynamic", "dynamic"),
          Mount.filled("layer", "tmp/hello", "hello from the image"),
          Mount.filled("layers", "etc/os-release", "PRETTY_NAME=\"Debian 12\""),
          Mount.readOnly("disk, read-only", "disk", "", ""),
          Mount.readOnly("memory, read-only", "memory", "", ""),
          Mount.readOnly("ext4, read-only", "ext4", "", ""),
          Mount.readOnly("host, read-only", "host", "hello", HOST),
          new Mount("a part of host", "host", "hello", "from below", true, ", subPath: part"));

  InjectedVolumes(Injected space, String node) {
    this.space = space;
    this.node = node;
  }

  /** Makes all that the volumes need to be there. */
  void make() {
    Cluster cluster = space.cluster();
    String there =
        "mkdir -p %1$s/part && echo '%2$s' > %1$s/hello && echo 'from below' > %1$s/part/hello && chmod 777 %1$s %1$s/part";
    cluster
        .faults("make a directory on a node")
        .onNode(node, "sh", "-c", there.formatted(ON_NODE, HOST))
        .run()
        .orThrow();
    cluster.kubectl(
        "create",
        "configmap",
        "config",
        "-n",
        space.namespace(),
        "--from-literal=key=from a ConfigMap");
    cluster.kubectl(
        "create",
        "secret",
        "generic",
        "secret",
        "-n",
        space.namespace(),
        "--from-literal=key=from a Secret");
    ext4 = disk("inject-ext4", FileSystem.EXT4);
    xfs = disk("inject-xfs", FileSystem.XFS);
    dynamic = LocalPath.on(cluster).claim(space.namespace(), "inject-dynamic");
  }

  /** A disk that targets of several fsGroups have in common. */
  private LoopVolume disk(String name, FileSystem fileSystem) {
    return LoopVolume.make(space.cluster(), name, node, fileSystem)
        .openToAll()
        .claim(space.namespace());
  }

  /** The text of {@code spec.inject}. */
  String inject() {
    String mounts =
        IntStream.range(0, MOUNTS.size())
            .mapToObj(
                i ->
                    "- {name: %s, mountPath: /mnt/%d%s}\n"
                        .formatted(MOUNTS.get(i).volume(), i, MOUNTS.get(i).more()))
            .collect(Collectors.joining());
    String volumes =
        """
        - {name: disk, emptyDir: {}}
        - {name: memory, emptyDir: {medium: Memory, sizeLimit: 16Mi}}
        - {name: host, hostPath: {path: %s, type: Directory}}
        - {name: config, configMap: {name: config}}
        - {name: secret, secret: {secretName: secret}}
        - name: projected
          projected:
            sources:
              - configMap: {name: config}
              - secret: {name: secret, items: [{key: key, path: both}]}
        - {name: ext4, persistentVolumeClaim: {claimName: inject-ext4}}
        - {name: xfs, persistentVolumeClaim: {claimName: inject-xfs}}
        - {name: dynamic, persistentVolumeClaim: {claimName: inject-dynamic}}
        - {name: layer, image: {reference: %s, pullPolicy: Never}}
        - {name: layers, image: {reference: %s, pullPolicy: Never}}
        """
            .formatted(
                ON_NODE,
                space.cluster().use(TestImage.TARGET),
                space.cluster().use(TestImage.FIVE_LAYERS));
    return "containers: [main]\nvolumes:\n"
        + volumes.indent(2)
        + "volumeMounts:\n"
        + mounts.indent(2);
  }

  /** The disks, whose file systems can be looked at once nothing mounts them. */
  List<LoopVolume> disks() {
    return List.of(ext4, xfs);
  }

  /** Takes away what was made; the namespace has to be gone. */
  @Override
  public void close() {
    for (AutoCloseable made : new AutoCloseable[] {ext4, xfs, dynamic}) {
      try (made) {
        continue;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
