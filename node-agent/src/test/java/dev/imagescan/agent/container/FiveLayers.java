package dev.imagescan.agent.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An image as a Dockerfile makes it: a base with dpkg, an installation by dpkg, one by pip, the
 * removal of a part of that, and a directory that is replaced. It can be had as tars, and as the
 * directories that a runtime makes of them.
 */
public final class FiveLayers {

  /** What made the layers, the lowest first. */
  public static final List<String> COMMANDS =
      List.of(
          "ADD rootfs.tar /",
          "RUN apt-get install curl",
          "RUN pip install idna requests",
          "RUN rm -rf /usr/lib/python3/dist-packages/idna*",
          "COPY site /opt/site");

  private static final String PYTHON = "usr/lib/python3/dist-packages/";

  private static final String BASH =
      """
      Package: bash
      Status: install ok installed
      Architecture: amd64
      Version: 5.2.15-2+b2

      """;

  private static final String CURL =
      """
      Package: curl
      Status: install ok installed
      Architecture: amd64
      Version: 7.88.1-10

      """;

  /** What a layer does. */
  private sealed interface Change {
    record Add(String path, String content) implements Change {}

    record Link(String path, String target) implements Change {}

    record Remove(String path) implements Change {}

    record Replace(String directory) implements Change {}
  }

  private FiveLayers() {}

  private static List<List<Change>> changes() {
    return List.of(
        List.of(
            new Change.Add("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n"),
            new Change.Add("var/lib/dpkg/status", BASH),
            new Change.Add("var/lib/dpkg/info/bash.list", "/bin/bash\n"),
            new Change.Link("bin", "usr/bin"),
            new Change.Add("usr/bin/bash", "bash"),
            metadata("opt/site/lib/", "attrs", "23.1"),
            metadata("opt/site/lib/", "flask", "2.0")),
        List.of(
            new Change.Add("var/lib/dpkg/status", BASH + CURL),
            new Change.Add("var/lib/dpkg/info/curl.list", "/usr/bin/curl\n"),
            new Change.Add("usr/bin/curl", "curl")),
        List.of(metadata(PYTHON, "idna", "3.6"), metadata(PYTHON, "requests", "2.31.0")),
        List.of(new Change.Remove(PYTHON + "idna-3.6.dist-info")),
        List.of(new Change.Replace("opt/site"), metadata("opt/site/lib/", "flask", "3.0")));
  }

  private static Change metadata(String directory, String name, String version) {
    return new Change.Add(
        directory + name + "-" + version + ".dist-info/METADATA",
        "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\nLicense: MIT\n");
  }

  /** The layers as tars, the lowest first. */
  public static List<ImageTar.Layer> tars() throws IOException {
    List<ImageTar.Layer> layers = new ArrayList<>();
    for (List<Change> changes : changes()) {
      LayerTar tar = new LayerTar();
      for (Change change : changes) {
        switch (change) {
          case Change.Add(String path, String content) -> tar.file(path, content);
          case Change.Link(String path, String target) -> tar.link(path, target);
          case Change.Remove(String path) -> tar.file(whiteout(path), "");
          case Change.Replace(String path) -> tar.directory(path).file(path + "/.wh..wh..opq", "");
        }
      }
      layers.add(new ImageTar.Layer(tar.bytes(), COMMANDS.get(layers.size())));
    }
    return layers;
  }

  private static String whiteout(String path) {
    int name = path.lastIndexOf('/') + 1;
    return path.substring(0, name) + ".wh." + path.substring(name);
  }

  /** Makes the layers' directories. */
  public static void unpackInto(TestImage image) throws IOException {
    for (List<Change> changes : changes()) {
      Path layer = image.layer();
      for (Change change : changes) {
        switch (change) {
          case Change.Add(String path, String content) -> TestImage.write(layer, path, content);
          case Change.Link(String path, String target) ->
              Files.createSymbolicLink(layer.resolve(path), Path.of(target));
          case Change.Remove(String path) -> TestImage.whiteout(layer, path);
          case Change.Replace(String path) -> TestImage.opaque(layer, path);
        }
      }
    }
  }
}
