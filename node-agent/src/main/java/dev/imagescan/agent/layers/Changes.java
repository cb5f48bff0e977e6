package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.FileCapabilities;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.root.Unreadable;
import java.util.Optional;

/**
 * Is shown what a container changed in the files of its image. Paths have no slash before them, and
 * no links on the way. Directories are changed when their mode or owner is, or when they are in the
 * place of something else; that one was made or removed shows in what is in it.
 */
public interface Changes {

  /** Any entry of the container's own layer, what hides others included; a hard link is one too. */
  void held(Stat entry);

  /**
   * The image has nothing of that name.
   *
   * @param gives what it gives to whoever runs it
   */
  void added(String path, Stat now, Optional<FileCapabilities> gives);

  /**
   * The image has it otherwise.
   *
   * @param content whether more than mode, owner and capabilities differs, or may
   * @param gives what it gives to whoever runs it, if that is not the same in the image
   */
  void changed(
      String path, Stat before, Stat now, boolean content, Optional<FileCapabilities> gives);

  /** The image has it, the container has not. */
  void removed(String path, Stat before);

  /** Something that was not looked at, or only in part. */
  void passedOver(String path, Unreadable why);
}
