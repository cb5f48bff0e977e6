package dev.imagescan.agent.packages.alpine;

/** Writes records as apk does. */
final class Installed {

  private Installed() {}

  static String record(String name, String version, String license, String origin) {
    return """
        C:Q1v4QhLje3kWlC8DJj+ZfJTjlJRSU=
        P:%s
        V:%s
        A:x86_64
        S:11435
        I:73728
        T:Words
        U:https://example.org/
        L:%s
        o:%s
        m:Someone <someone@example.org>
        t:1655134784
        c:cb70ca5c6d6db0399d2dd09189c5d57827bce5cd
        F:etc
        R:passwd
        a:0:0:644
        Z:Q1TchuuLUfur0izvfZQZxgN/LJhB8=

        """
        .formatted(name, version, license, origin);
  }
}
