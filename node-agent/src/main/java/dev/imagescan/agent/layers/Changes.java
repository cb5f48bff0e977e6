package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.root.Unreadable;

/**
 * Is shown what a container changed in the files of its image. Paths have no slash before them, and
 * no links on the way. Directories are changed when their mode or owner is, or when they are in the
 * place of something else; that one was made or removed shows in what is in it.
 */
public interface Changes {

  /** Any entry of the container's own layer, what hides others included; a hard link is one too. */
  void held(Stat entry);

  /** The image has nothing of that name. */
  void added(String path, Stat now);

  /**
   * The image has it otherwise.
   *
   * @param content whether more than mode and owner differs, or may
   */
  void changed(String path, Stat before, Stat now, boolean content);

  /** The image has it, the container has not. */
  void removed(String path, Stat before);

  /** Something that was not looked at, or only in part. */
  void passedOver(String path, Unreadable why);
}
