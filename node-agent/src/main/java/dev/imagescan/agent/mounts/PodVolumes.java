package dev.imagescan.agent.mounts;

import dev.imagescan.agent.linux.Stat.Device;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which volume of a pod a mount is, from the paths below which kubelet keeps them: {@code
 * …/pods/<uid>/volumes/<plugin>/<name>}. A directory on the node's disk has the path in the mount
 * itself; for a file system of its own, in memory for one, the node's mount table has it. For a
 * persistent volume the name is that of the PersistentVolume.
 */
public final class PodVolumes {

  private static final Pattern PATH =
      Pattern.compile(".*/pods/([0-9a-fA-F-]{32,36})/volumes/[^/]+~[^/]+/([^/]+)(?:/.*)?");

  private static final Pattern WHOLE = Pattern.compile(".*/pods/[^/]+/volumes/[^/]+~[^/]+/[^/]+");

  private final String podUid;
  private final Map<Device, String> byDevice = new HashMap<>();

  /**
   * Learns the volumes of one pod.
   *
   * @param podUid null for those of any pod
   */
  public PodVolumes(MountTable host, String podUid) {
    this.podUid = podUid;
    for (Mount mount : host.mounts()) {
      if (mount.root().equals("/")) {
        name(mount.mountPoint()).ifPresent(name -> byDevice.putIfAbsent(mount.device(), name));
      }
    }
  }

  /** The volume's name. */
  public Optional<String> of(Mount mount) {
    if (mount.type().equals("overlay")) {
      // The container chooses the names in its own root file system.
      return Optional.empty();
    }
    return name(mount.root()).or(() -> Optional.ofNullable(byDevice.get(mount.device())));
  }

  /**
   * Whether it is all of a volume that kubelet keeps in its own directory or in memory, so that its
   * name says everything.
   */
  boolean isWhole(Mount mount) {
    boolean inMemory = mount.type().equals("tmpfs") && mount.root().equals("/");
    return of(mount).isPresent() && (inMemory || WHOLE.matcher(mount.root()).matches());
  }

  /** Whether a file system is one of the volumes as a whole. */
  public boolean have(Device device) {
    return byDevice.containsKey(device);
  }

  private Optional<String> name(String path) {
    Matcher matcher = PATH.matcher(path);
    boolean found = matcher.matches() && (podUid == null || podUid.equals(matcher.group(1)));
    return found ? Optional.of(matcher.group(2)) : Optional.empty();
  }
}
