package dev.imagescan.agent.inspect;

import dev.imagescan.agent.drift.DriftReader;
import dev.imagescan.agent.layers.Layers;
import dev.imagescan.agent.layers.LayersOutcome;
import dev.imagescan.agent.layers.OverlayLayers;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.mounts.PodVolumes;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;

/** The part of an inspection that tells what a container changed. Many threads may use it. */
record ContainerDrift(Processes processes) {

  private static final int FIRST_PROCESS = 1;

  /** Finds it out, or why it cannot be known. */
  void read(ContainerProcess process, MountTable table, String podUID, ContainerFindings found)
      throws IOException {
    switch (new OverlayLayers(processes).find(process)) {
      case Layers layers -> {
        try (layers;
            ContainerProcess host = processes.open(FIRST_PROCESS);
            Fd hostTable = host.open("mountinfo")) {
          PodVolumes volumes = new PodVolumes(MountTable.read(hostTable), podUID);
          found.drift(DriftReader.read(process, layers, table, volumes));
        }
      }
      case LayersOutcome.Unavailable unavailable -> found.driftUnavailable(unavailable.reason());
    }
  }
}
