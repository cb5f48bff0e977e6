package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.FileSystem;
import dev.imagescan.agent.linux.MountTree;
import dev.imagescan.agent.linux.Names;
import dev.imagescan.agent.linux.Namespaces;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.OpenFiles;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.NoProcessException;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/**
 * Does everything once where only the agent sees it: in a mount namespace that one of its own
 * threads keeps, and that stands for the source and for the target. What failing takes is loaded
 * too. So no class and no library is looked for later on a thread that is in a container, where the
 * container's files have the same names.
 *
 * @see <a href="https://nvd.nist.gov/vuln/detail/CVE-2019-14271">CVE-2019-14271</a>, where this was
 *     missed
 */
final class WarmUp {

  private static final Placement PLAIN = new Placement("/made/deep/place", false, true, false);
  private static final Placement LOCKED = new Placement("/made/deep/place", true, true, false);
  private static final Placement FILE = new Placement("/made-file", true, true, false);

  private static final Placement REFUSED = new Placement("/etc", false, true, false);
  private static final Placement MISSING = new Placement("/not-made", false, false, false);

  /** A directory that there is everywhere, and in which neither classes nor libraries are. */
  private static final String COVERED = "/sys";

  /** What only those containers bring about that cannot be had here. */
  private static final List<Class<?>> SELDOM =
      List.of(
          Misplaced.class,
          LayeredVolume.class,
          Sight.OnTop.class,
          Sight.Covered.class,
          Sight.Gone.class,
          NoProcessException.class);

  private final Injector injector;
  private final ContainerProcess self;

  private WarmUp(Injector injector, ContainerProcess self) {
    this.injector = injector;
    this.self = self;
  }

  static void run(Injector injector, Processes processes, int times) throws InjectionException {
    CompletableFuture<ContainerProcess> ready = new CompletableFuture<>();
    CountDownLatch done = new CountDownLatch(1);
    Thread.ofPlatform().daemon().name("warm-up").start(() -> stay(processes, ready, done));
    try {
      load();
      WarmUp all = new WarmUp(injector, ready.join());
      all.round();
      for (int i = 0; i < times; i++) {
        all.usual();
      }
    } catch (CompletionException e) {
      String what = "mounts cannot be made here";
      if (e.getCause() instanceof IOException cause) {
        throw InjectionException.because(what, cause);
      }
      throw new InjectionException(Reason.KERNEL_ERROR, what + ": " + e.getCause().getMessage());
    } finally {
      done.countDown();
    }
  }

  private static void load() {
    try {
      for (Class<?> one : SELDOM) {
        Class.forName(one.getName(), true, one.getClassLoader());
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void stay(
      Processes processes, CompletableFuture<ContainerProcess> ready, CountDownLatch done) {
    try (OpenFiles files = OpenFiles.ofThisProcess();
        ContainerProcess self = processes.ownThread()) {
      Namespaces.unshare(Namespaces.CLONE_FS | Namespaces.CLONE_NEWNS);
      try (Fd root = Open.path("/", Open.O_PATH | Open.O_DIRECTORY);
          Fd cover = Open.path(COVERED, Open.O_PATH | Open.O_DIRECTORY);
          Fd own = fileSystem()) {
        files.path(own);
        MountTree.change(
            root, MountTree.AT_RECURSIVE, new MountTree.Attributes(0, 0, MountTree.MS_PRIVATE));
        MountTree.move(own, cover, 0);
        Namespaces.takeAsRoot(own);
      }
      ready.complete(self);
      done.await();
    } catch (Exception | Error e) {
      ready.completeExceptionally(e);
    }
  }

  private static Fd fileSystem() throws IOException {
    try (FileSystem memory = FileSystem.of("tmpfs")) {
      Fd mount = memory.text("source", Hub.SOURCE).text("size", "64k").mount(0);
      Names.makeDirectory(mount, "source", 0700);
      Names.makeFile(mount, "file", 0600);
      return mount;
    }
  }

  private void round() throws InjectionException {
    for (Placement placement : List.of(PLAIN, LOCKED)) {
      String path = placement.mountPath();
      PlacedMount first = place("/source", placement);
      try (Detached second = detach("/source", placement)) {
        PlacedMount both = injector.replace(second, self, placement, first);
        injector.look(self, path, both);
        injector.find(self, path, second.expected());
        injector.settle(self, path, both);
        injector.makeReadOnly(self, path, both);
        injector.remove(self, path, both);
      }
    }
    injector.remove(self, FILE.mountPath(), place("/file", FILE));
    fail("/nowhere \u00e9", PLAIN);
    fail("/source", FILE);
    fail("/source", REFUSED);
    fail("/source", MISSING);
  }

  private void usual() throws InjectionException {
    PlacedMount placed = place("/source", PLAIN);
    injector.look(self, PLAIN.mountPath(), placed);
    injector.remove(self, PLAIN.mountPath(), placed);
  }

  private PlacedMount place(String source, Placement placement) throws InjectionException {
    try (Detached detached = detach(source, placement)) {
      return injector.place(detached, self, placement);
    }
  }

  private Detached detach(String source, Placement placement) throws InjectionException {
    return injector.detach(self, source, self, placement, true);
  }

  private void fail(String source, Placement placement) {
    try {
      place(source, placement);
    } catch (InjectionException expected) {
      // That is what it was for.
    }
  }
}
