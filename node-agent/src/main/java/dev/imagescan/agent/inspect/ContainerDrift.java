package dev.imagescan.agent.inspect;

import dev.imagescan.agent.drift.DriftReader;
import dev.imagescan.agent.layers.Comparison;
import dev.imagescan.agent.layers.Layers;
import dev.imagescan.agent.layers.LayersOutcome;
import dev.imagescan.agent.layers.OtherRoots;
import dev.imagescan.agent.layers.OverlayLayers;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.mounts.PodVolumes;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.Optional;

/** The part of an inspection that tells what a container changed. Many threads may use it. */
record ContainerDrift(Processes processes) {

  private static final int FIRST_PROCESS = 1;

  /** Finds it out, or why it cannot be known. */
  void read(ContainerProcess process, MountTable table, String podUID, ContainerFindings found)
      throws IOException {
    switch (new OverlayLayers(processes).find(process)) {
      case Layers layers -> read(process, layers, table, podUID, found);
      case LayersOutcome.Unavailable unavailable -> {
        try {
          Optional<Comparison> files = new OtherRoots(processes, FIRST_PROCESS).find(process);
          if (files.isPresent()) {
            read(process, files.get(), table, podUID, found);
          } else {
            found.driftUnavailable(unavailable.reason());
          }
        } catch (UnreadableException e) {
          found.driftUnavailable("its root file system is not read: " + e.why().sentence());
        }
      }
    }
  }

  private void read(
      ContainerProcess process,
      Comparison files,
      MountTable table,
      String podUID,
      ContainerFindings found)
      throws IOException {
    try (files;
        ContainerProcess host = processes.open(FIRST_PROCESS);
        Fd hostTable = host.open("mountinfo")) {
      PodVolumes volumes = new PodVolumes(MountTable.read(hostTable), podUID);
      found.drift(DriftReader.read(process, files, table, volumes));
    }
  }
}
