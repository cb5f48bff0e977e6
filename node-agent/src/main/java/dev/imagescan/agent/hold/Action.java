package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.util.Optional;

/** One thing to do about one mount. */
public sealed interface Action {

  /** Which mount it is about. */
  String id();

  /** Whether it only changes what is written down. */
  default boolean isNote() {
    return false;
  }

  /** Look what became of it. */
  record Look(MountResult held) implements Action {
    @Override
    public String id() {
      return held.planned().id();
    }
  }

  /** Something becomes visible in a container. */
  sealed interface Make extends Action {

    /** What is made. */
    PlannedMount planned();

    @Override
    default String id() {
      return planned().id();
    }
  }

  /**
   * Make it.
   *
   * @param before an earlier mount at the same place that is gone, and what was made for it is not
   */
  record Mount(PlannedMount planned, Optional<MountResult> before) implements Make {}

  /** Make it beneath an old mount, and unmount that. */
  record Replace(PlannedMount planned, MountResult old) implements Make {}

  /** Clear away what is left of an attempt to make it, of which nothing is to be seen. */
  record Clear(MountResult held) implements Action {
    @Override
    public String id() {
      return held.planned().id();
    }
  }

  /** Unmount it, or see whether anything holds it still. */
  record Remove(MountResult held) implements Action {
    @Override
    public String id() {
      return held.planned().id();
    }
  }

  /** It cannot be unmounted, and nobody shall write to it any more. */
  record MakeReadOnly(MountResult held) implements Action {
    @Override
    public String id() {
      return held.planned().id();
    }
  }

  /** Write down that it is now so. */
  record Note(MountResult now) implements Action {
    @Override
    public String id() {
      return now.planned().id();
    }

    @Override
    public boolean isNote() {
      return true;
    }
  }

  /** It needs no entry any more. */
  record Drop(String id) implements Action {
    @Override
    public boolean isNote() {
      return true;
    }
  }

  /** It is to go by itself, beside what is wanted at its place now: see {@link Aside}. */
  record SetAside(MountResult held) implements Action {
    @Override
    public String id() {
      return held.planned().id();
    }

    @Override
    public boolean isNote() {
      return true;
    }
  }
}
