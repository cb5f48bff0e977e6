package dev.imagescan.agent.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.container.LayerTar;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of layers whose tars are not as plain as builders write them. */
class LayerTreeTest {

  @Test
  void names_cannot_lead_above_the_top() throws IOException {
    Root root =
        stack(
            new LayerTar()
                .file("/absolute", "a")
                .file("../../above", "b")
                .file("./x/../y/./z", "c")
                .link("up", "../../../absolute"));
    assertEquals(
        Map.of("absolute", "0 a", "above", "0 b", "y", "DIRECTORY", "y/z", "0 c", "up", "LINK"),
        OpenArchive.tree(root));
    assertEquals("a", text(root, "up"));
    assertEquals("a", text(root, "/../absolute"));
  }

  @Test
  void of_several_entries_of_one_name_the_last_counts() throws IOException {
    Root root =
        stack(
            new LayerTar()
                .file("twice", "first")
                .program("twice", "second")
                .file("becomes-directory", "file")
                .file("becomes-directory/inside", "inside")
                .file("becomes-file/inside", "inside")
                .file("becomes-file", "file"));
    assertEquals(
        Map.of(
            "twice", "0 second x",
            "becomes-directory", "DIRECTORY",
            "becomes-directory/inside", "0 inside",
            "becomes-file", "0 file"),
        OpenArchive.tree(root));
  }

  @Test
  void a_whiteout_removes_what_lower_layers_have_wherever_it_stands_in_the_tar()
      throws IOException {
    LayerTar base =
        new LayerTar().file("a/old", "old").file("b/old", "old").file("c", "c").file("d/e", "e");
    Root root =
        stack(
            base,
            new LayerTar()
                .file("a/new", "new")
                .file("a/.wh..wh..opq", "")
                .file(".wh.b", "")
                .file("b/new", "new")
                .file("c", "new")
                .file(".wh.c", "")
                .device("d", 0, 0)
                .file(".wh..wh.plnk/1.2", "what aufs leaves behind"));
    assertEquals(
        Map.of(
            "a", "DIRECTORY", "a/new", "0 new", "b", "DIRECTORY", "b/new", "0 new", "c", "0 new"),
        OpenArchive.tree(root));
  }

  @Test
  void the_top_can_be_opaque_too() throws IOException {
    Root root =
        stack(
            new LayerTar().file("old", "old"),
            new LayerTar().file(".wh..wh..opq", "").file("new", "new"),
            new LayerTar().file("newest", "newest"));
    assertEquals(Map.of("new", "1 new", "newest", "0 newest"), OpenArchive.tree(root));
    assertEquals(3, root.layers());
  }

  @Test
  void an_entry_behind_a_link_of_its_own_layer_lies_where_the_link_leads() throws IOException {
    Root root =
        stack(
            new LayerTar().link("lib", "usr/lib").file("usr/lib/base", "base"),
            new LayerTar()
                .link("bin", "/usr/../usr/bin")
                .file("bin/tool", "tool")
                .file("lib/hides-the-link", "x"));
    assertEquals("tool", text(root, "usr/bin/tool"));
    assertEquals("tool", text(root, "bin/tool"));
    assertEquals(List.of("hides-the-link"), root.list("lib"));
    assertEquals("base", text(root, "usr/lib/base"));
  }

  @Test
  void hard_links_lead_to_files_of_their_own_and_of_lower_layers() throws IOException {
    Root root =
        stack(
            new LayerTar().program("lower/file", "lower").link("lower/link", "file"),
            new LayerTar()
                .file("own", "own")
                .hardLink("own-too", "/own")
                .file("own", "replaced")
                .hardLink("lower-too", "lower/file")
                .hardLink("link-too", "lower/link"));
    assertEquals("own", text(root, "own-too"));
    assertEquals("lower", text(root, "lower-too"));
    assertEquals("LINK", OpenArchive.tree(root).get("link-too"));
    for (String target : List.of("nowhere", "", "..", "directory", "device")) {
      LayerTar tar =
          new LayerTar().directory("directory").device("device", 0, 0).hardLink("x", target);
      assertEquals(
          "a layer has a hard link to a file that is not there",
          assertThrows(ImageFormatException.class, () -> stack(tar)).getMessage(),
          target);
    }
  }

  @Test
  void earlier_versions_of_a_file_are_told_down_to_where_it_was_removed() throws IOException {
    Root root =
        stack(
            new LayerTar().file("db/status", "0").file("x", "0"),
            new LayerTar().file(".wh.db", "").file(".wh.x", ""),
            new LayerTar().file("db/status", "2").link("var", "db"),
            new LayerTar().file("db/other", "3"),
            new LayerTar().file("db/status", "4").file("x", "4"));
    assertEquals(List.of("2 2"), earlier(root, "db/status"));
    assertEquals(List.of("2 2"), earlier(root, "var/status"));
    assertEquals(List.of(), earlier(root, "x"));
    assertEquals(List.of(), earlier(root, "db/other"));
  }

  private static List<String> earlier(Root root, String path) throws IOException {
    List<String> told = new ArrayList<>();
    for (RootFile file : root.earlier(path)) {
      told.add(file.layer() + " " + OpenArchive.text(file));
      file.close();
    }
    return told;
  }

  @Test
  void what_is_no_file_is_said_as_elsewhere() throws IOException {
    Root root =
        stack(
            new LayerTar()
                .file("etc/file", "x")
                .link("dangling", "nowhere")
                .link("loop", "loop")
                .device("null", 1, 3));
    assertEquals(Unreadable.NOT_FOUND, why(root, "nothing"));
    assertEquals(Unreadable.NOT_FOUND, why(root, "dangling/below"));
    assertEquals(Unreadable.DANGLING_LINK, why(root, "dangling"));
    assertEquals(Unreadable.TOO_MANY_LINKS, why(root, "loop"));
    assertEquals(Unreadable.NOT_REGULAR, why(root, "null"));
    assertEquals(Unreadable.NOT_REGULAR, why(root, "etc"));
    assertEquals(Unreadable.NOT_A_DIRECTORY, why(root, "etc/file/x"));
    assertEquals(Unreadable.NAME_TOO_LONG, why(root, "x/".repeat(3000)));
    assertEquals(
        Unreadable.NOT_A_DIRECTORY,
        assertThrows(UnreadableException.class, () -> root.list("etc/file")).why());
  }

  @Test
  void names_that_no_file_system_takes_are_refused() throws IOException {
    for (String name : List.of("x".repeat(256), "x/".repeat(2500) + "y", ".wh.", "a/.wh...")) {
      LayerTar tar = new LayerTar().file(name, "");
      assertThrows(ImageFormatException.class, () -> stack(tar), name);
    }
    LayerTar longLink = new LayerTar().link("x", "y/".repeat(2500));
    assertThrows(ImageFormatException.class, () -> stack(longLink));
    LayerTar behindLoop = new LayerTar().link("loop", "loop").file("loop/x", "");
    assertEquals(
        "a layer has an entry behind a loop of links",
        assertThrows(ImageFormatException.class, () -> stack(behindLoop)).getMessage());
  }

  private static Unreadable why(Root root, String path) {
    return assertThrows(UnreadableException.class, () -> root.open(path), path).why();
  }

  private static String text(Root root, String path) throws IOException {
    try (RootFile file = root.open(path)) {
      return OpenArchive.text(file);
    }
  }

  /** Layers over each other, the lowest first. */
  private static Root stack(LayerTar... tars) throws IOException {
    Budget budget = Archive.budget();
    Overlay overlay = new Overlay(List.of());
    for (LayerTar tar : tars) {
      Bytes bytes = InMemory.of(tar.bytes());
      overlay = overlay.with(LayerTree.read(new TarReader(bytes.stream()), bytes, overlay, budget));
    }
    return new ArchiveRoot(overlay, new Budget(Budget.Limits.DEFAULT));
  }
}
