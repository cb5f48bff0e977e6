package dev.imagescan.agent.inject;

import java.util.regex.Pattern;

/**
 * Tells which mount points are refused, because a volume there would take the container's system
 * away or turn a login, an exec or the loading of a library into its root. The rule is one regular
 * expression that RE2 and Java read alike: the API refuses the same at apply; here it holds for
 * where the path leads too, after symbolic links.
 */
public final class SystemPaths {

  /** The root and the top directories that belong to the system as a whole. */
  private static final String TOP = "/|/(bin|sbin|boot|dev|proc|sys|lib[a-z0-9]*)(/.*)?";

  /** Of /usr its own directories; what is deeper in share, src and local is the application's. */
  private static final String USR =
      "/usr|/usr/(local|share|src|local/share|local/src)"
          + "|/usr/(local/)?(bin|sbin|lib[a-z0-9]*|games|include|etc|man)(/.*)?"
          + "|/usr/share/(dbus-1|polkit-1)(/.*)?";

  private static final String ETC =
      "/etc|/etc/((ld\\.so\\.|sudo|doas|passwd|shadow|gshadow|group|subuid|subgid|pam\\.|profile"
          + "|bash|zsh|environment|cron|at\\.|init|rc|modprobe\\.)[^/]*|security|nsswitch\\.conf"
          + "|login\\.defs|shells|anacrontab|systemd|ssh|dbus-1|polkit-1|udev|alternatives|apk"
          + "|apt)(/.*)?";

  private static final String OTHERS =
      "/(var/)?run/secrets/kubernetes\\.io(/.*)?|/var/spool/cron(/.*)?";

  /** A path is refused when all of it matches. */
  public static final String REFUSED = "^(" + String.join("|", TOP, USR, ETC, OTHERS) + ")$";

  private static final Pattern PATTERN = Pattern.compile(REFUSED, Pattern.DOTALL);

  private SystemPaths() {}

  /**
   * Why, for people.
   *
   * @param wanted the mount point as it was given
   * @param found where it leads to in the container
   */
  static String sentence(String wanted, String found) {
    String path =
        refuse(wanted) || wanted.equals(found)
            ? wanted
            : wanted + " leads to " + found + " in the container, which";
    return path
        + " belongs to the container's system, and nothing is mounted over that: it could replace"
        + " programs, libraries or passwords. Choose a directory of its own, such as /toolbox or"
        + " /mnt/data";
  }

  /** Whether nothing is mounted there; the path is absolute and normal. */
  public static boolean refuse(String path) {
    return PATTERN.matcher(path).matches();
  }
}
