package dev.imagescan.agent.fuzz;

import dev.imagescan.agent.packages.alpine.AlpineCataloguer;
import dev.imagescan.agent.packages.bitnami.BitnamiCataloguer;
import dev.imagescan.agent.packages.brew.HomebrewCataloguer;
import dev.imagescan.agent.packages.debian.DebianCataloguer;
import dev.imagescan.agent.packages.opkg.OpkgCataloguer;
import dev.imagescan.agent.packages.pacman.PacmanCataloguer;
import dev.imagescan.agent.packages.portage.PortageCataloguer;
import dev.imagescan.agent.packages.rpm.RpmCataloguer;
import dev.imagescan.agent.packages.rpm.RpmShapes;
import java.util.List;

/** The databases of distributions, and of what is installed beside them. */
final class SystemTargets {

  private SystemTargets() {}

  static List<Target> all() {
    String pacman = "var/lib/pacman/local/a-1-1/";
    String portage = "var/db/pkg/dev-libs/a-1.0/";
    RpmCataloguer rpm = new RpmCataloguer();
    Target sqlite =
        Files.target("rpm-sqlite", rpm, "var/lib/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite-wal");
    Target ndb = Files.target("rpm-ndb", rpm, "var/lib/rpm/Packages.db");
    Target berkeley = Files.target("rpm-berkeley", rpm, "var/lib/rpm/Packages");
    return List.of(
        Files.target(
            "debian",
            new DebianCataloguer(),
            "var/lib/dpkg/status",
            "usr/share/doc/a/copyright",
            "var/lib/dpkg/info/a.list"),
        Files.target(
            "distroless",
            new DebianCataloguer(),
            "var/lib/dpkg/status.d/a",
            "var/lib/dpkg/status.d/a.md5sums"),
        Files.target("alpine", new AlpineCataloguer(), "lib/apk/db/installed"),
        Files.target(
            "opkg",
            new OpkgCataloguer(),
            "usr/lib/opkg/status",
            "usr/lib/opkg/info/a.control",
            "usr/lib/opkg/info/a.list"),
        sqlite.from(RpmShapes.sqlite(RpmShapes.header())),
        sqlite
            .shaped("rpm-sqlite-log", page -> RpmShapes.log(page, Files.BETWEEN))
            .from(RpmShapes.pages()),
        ndb.from(RpmShapes.ndb(RpmShapes.header())),
        ndb.shaped("rpm-header", RpmShapes::ndb).from(RpmShapes.header()),
        berkeley.from(
            RpmShapes.berkeley(RpmShapes.header(), false),
            RpmShapes.berkeley(RpmShapes.header(), true)),
        Files.target("rpm-manifest", rpm, "var/lib/rpmmanifest/container-manifest-2"),
        Files.target("pacman", new PacmanCataloguer(), pacman + "desc", pacman + "files"),
        Files.target(
            "portage",
            new PortageCataloguer(),
            portage + "CONTENTS",
            portage + "LICENSE",
            portage + "USE"),
        Files.target("bitnami", new BitnamiCataloguer(), "opt/bitnami/.bitnami_components.json"),
        Files.target("bitnami-spdx", new BitnamiCataloguer(), "opt/bitnami/redis/.spdx-redis.spdx"),
        Files.target("brew", new HomebrewCataloguer(), "opt/Cellar/a/1.0/.brew/a.rb"));
  }
}
