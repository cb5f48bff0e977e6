package dev.imagescan.agent.packages.pacman;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with what pacman itself says of packages that it installed. */
class PacmanItselfTest {

  private static final Path PACMAN = Path.of("/usr/bin/pacman");

  @TempDir Path folder;

  @Test
  void the_packages_are_those_of_pacman() throws IOException, InterruptedException {
    if (!Files.isExecutable(PACMAN)) {
      NotRun.because(getClass(), "needs " + PACMAN);
    }
    if (!"root".equals(System.getProperty("user.name"))) {
      NotRun.because(getClass(), "needs root, or pacman installs nothing");
    }
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.createDirectories(tree.resolve("var/lib/pacman"));
    install(tree, make("alpha", "1:2.3-4", "any", "GPL3"));
    install(tree, make("beta-libs", "0.1rc1-1", "x86_64", "Apache-2.0 OR MIT"));
    Catalogue catalogue;
    try (ContainerRoot root = ContainerRoot.below(tree, new Budget(Budget.Limits.DEFAULT))) {
      catalogue = Cataloguers.read(root, List.of(new PacmanCataloguer()));
    }
    assertEquals(List.of(), catalogue.problems());
    assertEquals(
        pacman(tree, "-Q"),
        catalogue.packages().stream().map(one -> one.name() + " " + one.version()).toList());
    assertEquals(
        List.of("GPL-3.0-or-later", "Apache-2.0 OR MIT"),
        catalogue.packages().stream().map(one -> one.license().expression()).toList());
    assertEquals(
        List.of("any", "x86_64"),
        catalogue.packages().stream().map(Package::architecture).toList());
  }

  private void install(Path tree, Path archive) throws IOException, InterruptedException {
    pacman(tree, "-Udd", "--noconfirm", "--noscriptlet", archive.toString());
  }

  private Path make(String name, String version, String architecture, String license)
      throws IOException, InterruptedException {
    Path content = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(content.resolve("usr/bin"));
    Files.writeString(content.resolve("usr/bin").resolve(name), "x");
    Files.writeString(
        content.resolve(".PKGINFO"),
        "pkgname = %s\npkgbase = %s\npkgver = %s\narch = %s\nlicense = %s\nsize = 1\n"
            .formatted(name, name, version, architecture, license));
    Path archive = folder.resolve(name + "-" + version + "-" + architecture + ".pkg.tar");
    output("tar", "-C", content.toString(), "-cf", archive.toString(), ".PKGINFO", "usr");
    return archive;
  }

  private List<String> pacman(Path tree, String... arguments)
      throws IOException, InterruptedException {
    Path configuration =
        Files.writeString(
            folder.resolve("pacman.conf"), "[options]\nArchitecture = x86_64\nSigLevel = Never\n");
    List<String> command = new ArrayList<>(List.of(PACMAN.toString()));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "--config", configuration.toString(),
            "--root", tree.toString(),
            "--dbpath", tree.resolve("var/lib/pacman").toString(),
            "--cachedir", Files.createDirectories(folder.resolve("cache")).toString(),
            "--hookdir", Files.createDirectories(folder.resolve("hooks")).toString(),
            "--logfile", folder.resolve("log").toString()));
    return output(command.toArray(String[]::new));
  }

  private List<String> output(String... command) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(command[0] + " failed: " + Files.readString(errors));
    }
    return text.lines().toList();
  }
}
