package dev.imagescan.agent.drift;

import dev.imagescan.agent.layers.Ownership;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Who is who in a container's user namespace. A runtime may mount the layers of a container that
 * has one with shifted owners: what belongs to user 0 on the disk belongs to the container's user 0
 * then, and so does a copy of it, which is that user's of ours on the disk.
 */
record Users(IdMap uids, IdMap gids) implements Ownership {

  private static final int LONGEST_MAP = 16 << 10;

  /** Reads the maps of the namespace that a process is in. */
  static Users of(ContainerProcess process) throws IOException {
    return new Users(map(process, "uid_map"), map(process, "gid_map"));
  }

  private static IdMap map(ContainerProcess process, String name) throws IOException {
    try (Fd file = process.open(name)) {
      return IdMap.parse(new String(Read.all(file, LONGEST_MAP), StandardCharsets.US_ASCII));
    }
  }

  @Override
  public boolean same(Stat layer, Stat own) {
    boolean sameUser = layer.uid() == own.uid() || uids.outside(layer.uid()) == own.uid();
    return sameUser && (layer.gid() == own.gid() || gids.outside(layer.gid()) == own.gid());
  }
}
