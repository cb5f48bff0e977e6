package dev.imagescan.agent.drift;

import dev.imagescan.agent.linux.FileCapabilities;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.api.v1alpha1.FileChange;
import dev.imagescan.api.v1alpha1.FindingKind;
import java.util.Comparator;
import java.util.Optional;

/**
 * One name that is not as the image has it.
 *
 * @param path without a slash before it, as bytes
 * @param before what the image has there; null when it has nothing
 * @param now what the container has there; null when it has nothing
 * @param content whether more than mode, owner and capabilities differs
 * @param gives the capabilities that it gives to whoever runs it, and did not in the image
 */
record Change(
    String path, Stat before, Stat now, boolean content, Optional<FileCapabilities> gives) {

  /** The worst first, and no two alike. */
  static final Comparator<Change> WORST_FIRST =
      Comparator.comparingInt(Change::rank).thenComparing(Change::path);

  FileChange kind() {
    if (before == null) {
      return FileChange.ADDED;
    }
    return now == null ? FileChange.REMOVED : FileChange.CHANGED;
  }

  /** Whether it is a program, or a script, now. */
  boolean isProgram() {
    return now != null && now.isRegular() && now.isExecutable();
  }

  /** Whether it is a program that runs with the rights of its owner or group. */
  boolean isSetId() {
    return isProgram() && now.isSetId();
  }

  /** What kind of finding it is; a program that lost something is none. */
  Optional<FindingKind> finding() {
    if (!isProgram()) {
      return Optional.empty();
    }
    boolean wasProgram = before != null && before.isRegular() && before.isExecutable();
    boolean isNewlySetId = isSetId() && !(wasProgram && before.isSetId());
    if (isNewlySetId || gives.isPresent()) {
      return Optional.of(FindingKind.SETUID_ADDED);
    }
    if (!wasProgram) {
      return Optional.of(FindingKind.PROGRAM_ADDED);
    }
    return content ? Optional.of(FindingKind.PROGRAM_CHANGED) : Optional.empty();
  }

  private int rank() {
    if (isSetId() || gives.isPresent()) {
      return 0;
    }
    return switch (kind()) {
      case CHANGED -> isProgram() ? 1 : 3;
      case ADDED -> isProgram() ? 2 : 5;
      case REMOVED -> 4;
    };
  }
}
