package dev.imagescan.agent.hold;

import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.MountResult;
import java.util.Optional;

final class Holders {
  Holders(Processes p) {}

  Mounter.Obstacle ofMount(ContainerProcess t, MountResult h) {
    return new Mounter.Obstacle("FileOpen", "the kernel says that it is in use");
  }

  Optional<Mounter.Obstacle> ofCopy(MountResult h) {
    return Optional.empty();
  }
}
