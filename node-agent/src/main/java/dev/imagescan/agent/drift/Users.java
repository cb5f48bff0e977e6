package dev.imagescan.agent.drift;

import dev.imagescan.agent.layers.Ownership;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.IdMap;
import java.io.IOException;

/**
 * Who is who in a container's user namespace. A runtime may mount the layers of a container that
 * has one with shifted owners: what belongs to user 0 on the disk belongs to the container's user 0
 * then, and so does a copy of it, which is that user's of ours on the disk.
 */
record Users(IdMap uids, IdMap gids) implements Ownership {

  /** Reads the maps of the namespace that a process is in. */
  static Users of(ContainerProcess process) throws IOException {
    return new Users(IdMap.of(process, "uid_map"), IdMap.of(process, "gid_map"));
  }

  @Override
  public boolean same(Stat layer, Stat own) {
    boolean sameUser =
        layer.uid() == own.uid() || uids.outside(layer.uid(), layer.uid()) == own.uid();
    return sameUser
        && (layer.gid() == own.gid() || gids.outside(layer.gid(), layer.gid()) == own.gid());
  }
}
