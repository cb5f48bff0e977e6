package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.cli.Shelled.Said;
import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsRoot
class InjectCommandTest {

  private static final String AT = "/toolbox";

  @TempDir private Path directory;
  private Path tools;

  @BeforeEach
  void tools() throws IOException {
    // The temporary directory is closed to other users, which those of user namespaces are.
    TestImage.run("chmod", "755", directory.toString());
    tools = Files.createDirectory(directory.resolve("tools"));
    Files.writeString(tools.resolve("tool"), "content\n");
  }

  @Test
  void a_directory_of_this_machine_is_there_until_it_is_ejected() throws Exception {
    try (Shelled target = Shelled.plain(directory)) {
      List<String> before = target.mounts();
      Said said = inject(target, AT);
      assertEquals(
          "mounted %s at /toolbox of process %d\n".formatted(tools, target.pid()), said.errors());
      assertEquals(ExitCode.DONE, said.code());
      assertEquals("content", target.sh("cat /toolbox/tool; touch /toolbox/new"));
      assertTrue(Files.exists(tools.resolve("new")));
      Said gone = eject(target, AT);
      assertEquals("unmounted /toolbox of process %d\n".formatted(target.pid()), gone.errors());
      assertEquals(before, target.mounts());
      assertEquals("gone", target.sh("test -e /toolbox || echo gone"));
      assertEquals(List.of(), records(), "nothing is noted any more");
    }
  }

  @Test
  void what_another_process_sees_is_named_with_that_process() throws Exception {
    try (Shelled source = Shelled.start(directory, 0, b -> b.tmpfs("/volume"));
        Shelled target = Shelled.plain(directory)) {
      source.sh("echo peer > /volume/file");
      Said said = inject(target, AT, "--from-pid=" + source.pid(), "--from-path=/volume");
      assertEquals(
          "mounted /volume of process %d at /toolbox of process %d\n"
              .formatted(source.pid(), target.pid()),
          said.errors());
      assertEquals("peer", target.sh("cat /toolbox/file"));
      assertEquals(ExitCode.DONE, eject(target, AT).code());
    }
  }

  @Test
  void owners_are_mapped_to_a_user_namespace_only_if_so_asked() throws Exception {
    try (Shelled target = Shelled.inUserNamespace(directory)) {
      Said said = inject(target, AT, "--idmap");
      assertTrue(said.errors().endsWith(", with owners mapped\n"), said.errors());
      assertEquals("0 0", target.sh("stat -c '%u %g' /toolbox/tool"));
      assertEquals(ExitCode.DONE, eject(target, AT).code());
      assertEquals(ExitCode.DONE, inject(target, AT).code());
      assertEquals("65534 65534", target.sh("stat -c '%u %g' /toolbox/tool"));
      assertEquals(ExitCode.DONE, eject(target, AT).code());
    }
  }

  @Test
  void without_a_user_namespace_there_is_nothing_to_map_and_it_says_so() throws Exception {
    try (Shelled target = Shelled.plain(directory)) {
      Said said = inject(target, AT, "--idmap");
      assertTrue(said.errors().contains("no user namespace of its own"), said.errors());
      assertEquals(ExitCode.DONE, eject(target, AT).code());
    }
  }

  @Test
  void read_only_holds_against_the_root_of_the_containers_user_namespace() throws Exception {
    try (Shelled target = Shelled.inUserNamespace(directory)) {
      Said said = inject(target, AT, "--read-only", "--idmap");
      assertTrue(said.errors().endsWith(", read-only, with owners mapped\n"), said.errors());
      assertTrue(target.sh("touch /toolbox/x").contains("Read-only"));
      assertTrue(target.sh("mount -o remount,rw,bind x /toolbox").contains("status"));
      assertEquals(ExitCode.DONE, eject(target, AT).code());
      assertEquals("gone", target.sh("test -e /toolbox || echo gone"));
    }
  }

  @Test
  void a_second_one_at_the_same_place_is_refused_with_what_to_do() throws Exception {
    try (Shelled target = Shelled.plain(directory)) {
      assertEquals(ExitCode.DONE, inject(target, AT).code());
      Said again = inject(target, AT);
      assertEquals(
          "imagescan: there is a mount of ours at /toolbox already; take it away first: imagescan eject --pid %d --path /toolbox\n"
              .formatted(target.pid()),
          again.errors());
      assertEquals(ExitCode.FAILED, again.code());
      assertEquals(ExitCode.DONE, eject(target, AT).code());
    }
  }

  @Test
  void what_is_used_stays_and_who_uses_it_is_said() throws Exception {
    try (Shelled target = Shelled.plain(directory)) {
      inject(target, AT);
      Process user = target.start("exec 3</toolbox/tool; echo open; exec sleep 1000");
      assertEquals("open", user.inputReader().readLine());
      Said busy = eject(target, AT);
      assertEquals(ExitCode.FAILED, busy.code());
      assertTrue(
          busy.errors()
              .matches(
                  "imagescan: /toolbox of process \\d+ is in use and stays: process %d \\(\\w+\\) has /toolbox/tool open\n"
                      .formatted(user.pid())),
          busy.errors());
      assertEquals("content", target.sh("cat /toolbox/tool"));
      user.destroyForcibly().waitFor();
      assertEquals(ExitCode.DONE, eject(target, AT).code());
    }
  }

  @Test
  void a_mount_upon_it_keeps_it_and_is_named() throws Exception {
    try (Shelled target = Shelled.plain(directory)) {
      Files.createDirectory(tools.resolve("below"));
      inject(target, AT);
      target.sh("mount -t tmpfs x /toolbox/below");
      Said busy = eject(target, AT);
      assertTrue(
          busy.errors().endsWith("mounted something on it, at /toolbox/below\n"), busy.errors());
      target.sh("umount /toolbox/below; mount -t tmpfs x /toolbox");
      Said covered = eject(target, AT);
      assertEquals(ExitCode.FAILED, covered.code());
      assertTrue(covered.errors().contains("something else over /toolbox"), covered.errors());
      assertEquals(ExitCode.FAILED, inject(target, AT).code(), "what is noted is not forgotten");
      target.sh("umount /toolbox");
      assertEquals(ExitCode.DONE, eject(target, AT).code());
    }
  }

  @Test
  void what_the_container_has_mounted_itself_is_not_ours() throws Exception {
    try (Shelled target = Shelled.start(directory, 0, b -> b.tmpfs("/data"))) {
      List<String> before = target.mounts();
      Said said = eject(target, "/data");
      assertEquals(
          "imagescan: nothing of ours is known at /data of process %d; see 'imagescan mounts --pid %d'\n"
              .formatted(target.pid(), target.pid()),
          said.errors());
      assertEquals(ExitCode.FAILED, said.code());
      assertEquals(before, target.mounts());
    }
  }

  @Test
  void what_a_killed_inject_has_noted_and_made_is_cleared_away() throws Exception {
    try (Shelled target = Shelled.plain(directory)) {
      target.sh("mkdir /toolbox");
      note(target);
      Said said = eject(target, AT);
      assertEquals("/toolbox was not mounted any more\n", said.errors());
      assertEquals("gone", target.sh("test -e /toolbox || echo gone"));
      note(target);
      assertEquals(ExitCode.DONE, inject(target, AT).code());
      assertEquals("content", target.sh("cat /toolbox/tool"));
      assertEquals(ExitCode.DONE, eject(target, AT).code());
    }
  }

  private void note(Shelled target) throws IOException {
    Object inode =
        Files.getAttribute(Path.of("/proc/%d/ns/mnt".formatted(target.pid())), "unix:ino");
    new MountRecords(directory.resolve("records"))
        .put(AT, new PlacedMount((Long) inode, List.of("1"), "0:1", "/", null, List.of(AT)));
  }

  @Test
  void a_mount_point_is_not_made_if_so_asked() throws Exception {
    try (Shelled target = Shelled.plain(directory)) {
      Said said = inject(target, AT, "--no-make");
      assertEquals(
          "imagescan: the container has no /toolbox, and it is not to be made\n", said.errors());
      assertEquals("gone", target.sh("test -e /toolbox || echo gone"));
      assertEquals(ExitCode.DONE, inject(target, "/data", "--no-make").code());
      assertEquals(ExitCode.DONE, eject(target, "/data").code());
      assertEquals(List.of(), records());
    }
  }

  @Test
  void what_cannot_be_is_explained() throws Exception {
    try (Shelled target = Shelled.plain(directory)) {
      assertSays("/etc belongs to the container's system", inject(target, "/etc"));
      assertSays("Choose a directory of its own, such as /toolbox", inject(target, "/usr/bin"));
      target.sh("mkdir /etc; ln -s /etc /link");
      assertSays("/link leads to /etc in the container, which", inject(target, "/link"));
      assertSays("there is no /nowhere here", inject(target, AT, "--from-path=/nowhere"));
      assertSays(
          "its container has no /nowhere",
          inject(target, AT, "--from-pid=" + target.pid(), "--from-path=/nowhere"));
      assertSays("no such process: 999999999", inject(target, AT, "--from-pid=999999999"));
      assertSays(
          "cannot be mounted on /busybox, which is no directory", inject(target, "/busybox"));
    }
  }

  private static void assertSays(String part, Said said) {
    assertEquals(ExitCode.FAILED, said.code(), said.errors());
    assertEquals(1, said.errors().lines().count(), said.errors());
    assertTrue(said.errors().contains(part), said.errors());
  }

  private List<String> records() throws IOException {
    try (var files = Files.list(directory.resolve("records"))) {
      return files.map(Path::toString).toList();
    }
  }

  private Said inject(Shelled target, String path, String... more) {
    List<String> words =
        new ArrayList<>(List.of("inject", "--pid=" + target.pid(), "--path=" + path));
    words.addAll(List.of(more));
    if (words.stream().noneMatch(word -> word.startsWith("--from-path"))) {
      words.add("--from-path=" + tools);
    }
    return Said.by(directory.resolve("records"), words.toArray(String[]::new));
  }

  private Said eject(Shelled target, String path) {
    return Said.by(
        directory.resolve("records"), "eject", "--pid=" + target.pid(), "--path=" + path);
  }
}
