package dev.imagescan.agent.packages;

import java.util.Arrays;
import java.util.Optional;

/** The ecosystems that are understood, by their type in a package URL. */
public enum PackageType {
  /** dpkg: Debian and its descendants, distroless images too. */
  DEB("deb"),
  /** apk-tools: Alpine and its descendants. */
  APK("apk"),
  /** RPM: Fedora, Red Hat, SUSE, Amazon, Azure and their descendants. */
  RPM("rpm"),
  /** pacman: Arch Linux and its descendants. */
  ALPM("alpm"),
  /** Portage: Gentoo and its descendants. */
  EBUILD("ebuild"),
  /** opkg: OpenWrt and its descendants. */
  OPKG("opkg"),
  /** Java archives. */
  MAVEN("maven"),
  /** Node.js. */
  NPM("npm"),
  /** Python. */
  PYPI("pypi"),
  /** Go modules in programs. */
  GOLANG("golang"),
  /** Rust crates in programs. */
  CARGO("cargo"),
  /** Ruby. */
  GEM("gem"),
  /** PHP's Composer. */
  COMPOSER("composer"),
  /** PHP's PEAR and PECL. */
  PEAR("pear"),
  /** .NET. */
  NUGET("nuget"),
  /** R. */
  CRAN("cran"),
  /** Conda environments. */
  CONDA("conda"),
  /** Lua's LuaRocks. */
  LUAROCKS("luarocks"),
  /** C and C++ with Conan. */
  CONAN("conan"),
  /** Bitnami's own components. */
  BITNAMI("bitnami"),
  /** Homebrew. */
  BREW("brew"),
  /** Plugins of WordPress. */
  WORDPRESS_PLUGIN("wordpress-plugin"),
  /** Programs that no package manager installed. */
  GENERIC("generic");

  private final String purlType;

  PackageType(String purlType) {
    this.purlType = purlType;
  }

  /** The type as a package URL writes it. */
  public String purlType() {
    return purlType;
  }

  /** The type that a package URL writes so. */
  public static Optional<PackageType> ofPurlType(String purlType) {
    return Arrays.stream(values()).filter(type -> type.purlType.equals(purlType)).findFirst();
  }

  /** Whether a distribution's package manager installs packages of this type. */
  public boolean ofDistribution() {
    return switch (this) {
      case DEB, APK, RPM, ALPM, EBUILD, OPKG -> true;
      case MAVEN,
          NPM,
          PYPI,
          GOLANG,
          CARGO,
          GEM,
          COMPOSER,
          PEAR,
          NUGET,
          CRAN,
          CONDA,
          LUAROCKS,
          CONAN,
          BITNAMI,
          BREW,
          WORDPRESS_PLUGIN,
          GENERIC ->
          false;
    };
  }
}
