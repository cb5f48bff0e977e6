package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.LinuxException;

/** Why something below a {@link Root} was not read. The names go into reports as they stand. */
public enum Unreadable {
  NOT_FOUND("NotFound", "there is no such file"),
  DANGLING_LINK("DanglingLink", "a symbolic link that leads to nothing below the root"),
  NOT_REGULAR("NotRegular", "not a regular file but a directory, FIFO, socket or device"),
  NOT_A_DIRECTORY("NotADirectory", "not a directory"),
  TOO_MANY_LINKS("TooManyLinks", "its symbolic links form a loop or a chain that is too long"),
  OTHER_MOUNT("OtherMount", "it lies on another mount, which is not entered"),
  SPECIAL_FILE_SYSTEM("SpecialFileSystem", "it lies on a file system that is not read"),
  DENIED("Denied", "the kernel refused access"),
  NAME_TOO_LONG("NameTooLong", "its path is longer than the kernel allows"),
  TOO_DEEP("TooDeep", "it lies deeper than is read"),
  TOO_LARGE("TooLarge", "it is larger than is read"),
  TOO_MANY_ENTRIES("TooManyEntries", "the directory holds more entries than are read"),
  BUDGET_SPENT("BudgetSpent", "the budget of bytes or entries is used up"),
  DEADLINE("Deadline", "the time for reading is used up"),
  UNCERTAIN("Uncertain", "an opaque directory of its layers cannot be seen and may hide a part"),
  MALFORMED("Malformed", "its content is not what its name says"),
  NOT_UNDERSTOOD("NotUnderstood", "reading it failed unexpectedly, which is a fault of imagescan"),
  IO_ERROR("IOError", "the kernel reported an error while reading");

  private final String reason;
  private final String sentence;

  Unreadable(String reason, String sentence) {
    this.reason = reason;
    this.sentence = sentence;
  }

  /** What a failed system call means for the one who wanted to read. */
  static Unreadable of(LinuxException e) {
    return switch (e.errno()) {
      case ENOENT -> NOT_FOUND;
      case ENOTDIR -> NOT_A_DIRECTORY;
      case ELOOP -> TOO_MANY_LINKS;
      case EXDEV -> OTHER_MOUNT;
      case EACCES, EPERM -> DENIED;
      case ENAMETOOLONG -> NAME_TOO_LONG;
      default -> IO_ERROR;
    };
  }

  /** One CamelCase word for programs. */
  public String reason() {
    return reason;
  }

  /** The same for people, to be put behind the path and a colon. */
  public String sentence() {
    return sentence;
  }
}
