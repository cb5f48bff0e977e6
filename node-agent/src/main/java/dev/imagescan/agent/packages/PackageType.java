package dev.imagescan.agent.packages;

/** The package managers that are understood, by their type in a package URL. */
public enum PackageType {
  /** dpkg: Debian and its descendants, distroless images too. */
  DEB("deb"),
  /** apk-tools: Alpine and its descendants. */
  APK("apk");

  private final String purlType;

  PackageType(String purlType) {
    this.purlType = purlType;
  }

  /** The type as a package URL writes it. */
  public String purlType() {
    return purlType;
  }
}
