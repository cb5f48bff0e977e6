package dev.imagescan.agent.packages.python;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.packages.Tool;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with what pip itself lists of what it installed. */
class RealPipTest {

  @TempDir Path folder;
  private Path site;
  private Tool pip;

  @BeforeEach
  void packages() throws IOException {
    Tool.require(getClass(), "python3");
    site = Files.createDirectories(folder.resolve("root/usr/lib/python3/site-packages"));
    pip = new Tool(folder).with("HOME", folder.toString()).with("PIP_NO_INDEX", "1");
  }

  @Test
  void the_packages_are_those_of_pip_list_and_their_licences_those_of_their_authors()
      throws IOException, InterruptedException {
    Tool.require(getClass(), "pip");
    install(
        wheel("plain", "1.0", "Classifier: License :: OSI Approved :: MIT License"),
        wheel("Dotted.Name", "2.0.post1", "License-Expression: Apache-2.0"),
        wheel("under_score", "3!1.0+local.1", "License: ISC"));
    TreeSet<String> expected = new TreeSet<>();
    String listed =
        pip.run(
            "pip",
            "list",
            "--path",
            site.toString(),
            "--format",
            "json",
            "--disable-pip-version-check");
    for (JsonNode one : JsonMapper.builder().build().readTree(listed)) {
      expected.add(one.get("name").asText() + " " + one.get("version").asText());
    }
    assertEquals(3, expected.size(), listed);
    assertEquals(expected, found(""));
    assertEquals(
        "[Dotted.Name 2.0.post1 Apache-2.0, plain 1.0 MIT, under_score 3!1.0+local.1 ISC]",
        found("license").toString());
  }

  @Test
  void what_setup_py_installs_is_found_too() throws IOException, InterruptedException {
    if (!hasSetuptools()) {
      NotRun.because(getClass(), "needs Python's setuptools");
    }
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Files.writeString(sources.resolve("one.py"), "");
    Files.writeString(
        sources.resolve("setup.py"),
        "from setuptools import setup\n"
            + "setup(name='one-egg', version='1.5', license='MIT', py_modules=['one'])\n");
    new Tool(sources)
        .run(
            "python3",
            "setup.py",
            "--quiet",
            "install",
            "--single-version-externally-managed",
            "--root=" + folder.resolve("root"),
            "--prefix=/usr/local");
    assertEquals("[one-egg 1.5 MIT]", found("license").toString());
  }

  private boolean hasSetuptools() throws InterruptedException {
    try {
      pip.run("python3", "-c", "import setuptools");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void install(Path... wheels) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--root-user-action=ignore",
                "--target",
                site.toString()));
    for (Path wheel : wheels) {
      command.add(wheel.toString());
    }
    pip.run(command.toArray(String[]::new));
  }

  private Path wheel(String name, String version, String field) throws IOException {
    String file = name.replace('.', '_') + "-" + version;
    Path wheel = folder.resolve(file + "-py3-none-any.whl");
    try (OutputStream out = Files.newOutputStream(wheel);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, name.replace('.', '_') + ".py", "");
      String metadata =
          "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n" + field + "\n";
      put(zip, file + ".dist-info/METADATA", metadata);
      put(
          zip,
          file + ".dist-info/WHEEL",
          "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
      put(zip, file + ".dist-info/RECORD", "");
    }
    return wheel;
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private TreeSet<String> found(String also) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (ContainerRoot tree =
        ContainerRoot.below(folder.resolve("root"), new Budget(Budget.Limits.DEFAULT))) {
      Cataloguers.read(tree, List.of(new PythonCataloguer()))
          .packages()
          .forEach(
              one ->
                  names.add(
                      one.name()
                          + " "
                          + one.version()
                          + (also.isEmpty() ? "" : " " + one.license().expression())));
    }
    return names;
  }
}
