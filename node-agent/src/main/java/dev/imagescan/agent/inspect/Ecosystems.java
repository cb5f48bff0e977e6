package dev.imagescan.agent.inspect;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.alpine.AlpineCataloguer;
import dev.imagescan.agent.packages.binary.BinaryCataloguer;
import dev.imagescan.agent.packages.binary.ScriptCataloguer;
import dev.imagescan.agent.packages.bitnami.BitnamiCataloguer;
import dev.imagescan.agent.packages.brew.HomebrewCataloguer;
import dev.imagescan.agent.packages.conan.ConanCataloguer;
import dev.imagescan.agent.packages.conda.CondaCataloguer;
import dev.imagescan.agent.packages.debian.DebianCataloguer;
import dev.imagescan.agent.packages.dotnet.AssemblyCataloguer;
import dev.imagescan.agent.packages.dotnet.DepsCataloguer;
import dev.imagescan.agent.packages.dotnet.NuspecCataloguer;
import dev.imagescan.agent.packages.java.JavaCataloguer;
import dev.imagescan.agent.packages.java.JvmCataloguer;
import dev.imagescan.agent.packages.lua.LuaRocksCataloguer;
import dev.imagescan.agent.packages.npm.NpmCataloguer;
import dev.imagescan.agent.packages.npm.PlugAndPlayCataloguer;
import dev.imagescan.agent.packages.opkg.OpkgCataloguer;
import dev.imagescan.agent.packages.pacman.PacmanCataloguer;
import dev.imagescan.agent.packages.php.ComposerCataloguer;
import dev.imagescan.agent.packages.php.PearCataloguer;
import dev.imagescan.agent.packages.portage.PortageCataloguer;
import dev.imagescan.agent.packages.python.PythonCataloguer;
import dev.imagescan.agent.packages.r.RCataloguer;
import dev.imagescan.agent.packages.rpm.RpmCataloguer;
import dev.imagescan.agent.packages.ruby.GemCataloguer;
import dev.imagescan.agent.packages.wordpress.WordPressCataloguer;
import java.util.List;

/** All ecosystems whose packages are found. */
public final class Ecosystems {

  /** A cataloguer or more for each, those of distributions first. */
  public static final List<Cataloguer> ALL =
      List.of(
          new DebianCataloguer(),
          new AlpineCataloguer(),
          new RpmCataloguer(),
          new PacmanCataloguer(),
          new PortageCataloguer(),
          new OpkgCataloguer(),
          new JavaCataloguer(),
          new JvmCataloguer(),
          new NpmCataloguer(),
          new PlugAndPlayCataloguer(),
          new PythonCataloguer(),
          new GemCataloguer(),
          new ComposerCataloguer(),
          new PearCataloguer(),
          new DepsCataloguer(),
          new NuspecCataloguer(),
          new AssemblyCataloguer(),
          new BinaryCataloguer(),
          new ScriptCataloguer(),
          new RCataloguer(),
          new LuaRocksCataloguer(),
          new CondaCataloguer(),
          new ConanCataloguer(),
          new HomebrewCataloguer(),
          new BitnamiCataloguer(),
          new WordPressCataloguer());

  private Ecosystems() {}
}
