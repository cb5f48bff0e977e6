package dev.imagescan.agent.process;

import java.util.List;
import java.util.Optional;

/** Gives what is read here to other packages. */
public final class CgroupShapes {

  private CgroupShapes() {}

  /** The owner that a {@code cgroup} file tells, seen from the node and from our own pod. */
  public static Object owners(String text) {
    return List.of(
        CgroupPath.owner(text, Optional.empty()), CgroupPath.owner(text, Optional.of("x")));
  }

  /** What a {@code stat} file tells. */
  public static Object stat(byte[] text) {
    return ProcessStat.parse(text);
  }
}
