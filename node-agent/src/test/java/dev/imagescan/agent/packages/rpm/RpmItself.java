package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.packages.NotRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Packages that rpmbuild makes, in a database that rpm makes, both below a folder. */
final class RpmItself {

  /** Many packages without files, and one with directories, odd names and enough for a chain. */
  private static final String SPEC =
      """
      Name: alpha
      Version: 1.2
      Release: 3.test
      Epoch: 7
      Summary: Words
      License: GPLv2+ and (MIT or ASL 2.0)
      BuildArch: noarch
      %description
      Words.
      %package -n beta
      Summary: Words
      Epoch: 0
      Version: 2~rc1
      License: BSD
      %description -n beta
      Words.
      %{lua: for i = 1, 60 do print("%package part" .. i .. "\\nSummary: Words\\nLicense: MIT\\n%description part" .. i .. "\\nWords.\\n%files part" .. i .. "\\n") end}
      %install
      mkdir -p %{buildroot}/usr/share/alpha/folder %{buildroot}/etc %{buildroot}/usr/bin
      for i in $(seq 400); do echo $i > %{buildroot}/usr/share/alpha/file-$i; done
      echo x > '%{buildroot}/usr/share/alpha/folder/a name with blanks'
      echo x > %{buildroot}/etc/beta.conf
      ln -s beta %{buildroot}/usr/bin/b
      %files
      /usr/share/alpha
      %files -n beta
      %config /etc/beta.conf
      /usr/bin/b
      """;

  private final Path folder;

  private RpmItself(Path folder) {
    this.folder = folder;
  }

  /** Makes packages and database; where the tools are missing, the test ends and says so. */
  static RpmItself below(Path folder, Class<?> test) throws IOException, InterruptedException {
    for (String tool : List.of("rpmbuild", "rpm")) {
      require(tool, test);
    }
    RpmItself rpm = new RpmItself(folder);
    Path spec = Files.writeString(folder.resolve("alpha.spec"), SPEC);
    rpm.output("rpmbuild", "--quiet", "-bb", "--define", "_topdir " + folder, spec.toString());
    rpm.output("rpm", "--dbpath", rpm.database(), "--initdb");
    List<String> install =
        new ArrayList<>(
            List.of("rpm", "--dbpath", rpm.database(), "--install", "--justdb", "--nodeps"));
    try (var files = Files.walk(folder.resolve("RPMS"))) {
      files
          .map(Path::toString)
          .filter(name -> name.endsWith(".rpm"))
          .sorted()
          .forEach(install::add);
    }
    rpm.output(install.toArray(String[]::new));
    return rpm;
  }

  static void require(String tool, Class<?> test) {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    if (!there) {
      NotRun.because(test, "needs " + tool);
    }
  }

  private String database() {
    return folder.resolve("db").toString();
  }

  byte[] sqlite() throws IOException {
    return Files.readAllBytes(folder.resolve("db/rpmdb.sqlite"));
  }

  /** What rpm says about all packages, by lines. */
  List<String> query(String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("rpm", "--dbpath", database(), "--query", "--all"));
    command.addAll(List.of(options));
    return output(command.toArray(String[]::new));
  }

  /** A Berkeley DB of these headers, as {@code db_load} makes it. */
  byte[] berkeley(List<byte[]> headers, Map<String, String> settings)
      throws IOException, InterruptedException {
    StringBuilder dump = new StringBuilder("VERSION=3\nformat=bytevalue\ntype=hash\n");
    settings.forEach((name, value) -> dump.append(name + "=" + value + "\n"));
    dump.append("HEADER=END\n 00000000\n 0000ffff\n");
    for (int i = 0; i < headers.size(); i++) {
      dump.append(" %08x\n ".formatted(i + 1));
      for (byte one : headers.get(i)) {
        dump.append("%02x".formatted(one));
      }
      dump.append('\n');
    }
    Path text = Files.writeString(folder.resolve("dump"), dump.append("DATA=END\n"));
    Path file = folder.resolve("Packages");
    Files.deleteIfExists(file);
    output("db_load", "-f", text.toString(), file.toString());
    return Files.readAllBytes(file);
  }

  private List<String> output(String... command) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(command[0] + " failed: " + Files.readString(errors));
    }
    return text.lines().toList();
  }
}
