package dev.imagescan.agent.drift;

import dev.imagescan.agent.containment.CapabilityNames;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.DriftEntry;

/** Describes changes for a report; of what was removed there is no more to say than its type. */
record Entries(Users users, PackageFiles packages) {

  private static final int MOST_PATH = 512;

  DriftEntry describe(Change change) {
    String path = Printable.of("/" + change.path(), MOST_PATH);
    String owner = packages.owner(change.path());
    Stat now = change.now();
    if (now == null) {
      return new DriftEntry(
          path,
          change.kind(),
          type(change.before()),
          null,
          null,
          null,
          null,
          null,
          owner,
          null,
          null);
    }
    return new DriftEntry(
        path,
        change.kind(),
        type(now),
        now.isRegular() ? now.size() : null,
        Integer.toOctalString(now.permissions()),
        users.uids().inside(now.uid(), now.uid()),
        users.gids().inside(now.gid(), now.gid()),
        change.isProgram() ? Boolean.TRUE : null,
        owner,
        now.isRegular() ? packages.checksum(change.path()) : null,
        change.gives().map(gives -> CapabilityNames.of(gives.all())).orElse(null));
  }

  private static String type(Stat stat) {
    if (stat.isRegular()) {
      return "file";
    }
    if (stat.isDirectory()) {
      return "directory";
    }
    if (stat.isSymbolicLink()) {
      return "link";
    }
    if (stat.isFifo()) {
      return "fifo";
    }
    return stat.isSocket() ? "socket" : "device";
  }
}
