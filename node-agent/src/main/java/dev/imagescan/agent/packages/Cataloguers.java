package dev.imagescan.agent.packages;

import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Walks a tree once and shows each file to the cataloguers that want it, on as many threads as
 * there are processors, while the walk goes on. Many threads may use it.
 */
public final class Cataloguers {

  /** More files than this are wanted of no honest tree. */
  private static final int MOST_FILES = 500_000;

  /** How many files wait at most; their paths may be long ones. */
  private static final int MOST_WAITING = 1024;

  /** A file, and who wants it. */
  private record Job(String path, List<Cataloguer> wanting) {

    /** Stands behind the last one. */
    static final Job END = new Job("", List.of());
  }

  private final List<Cataloguer> cataloguers;
  private final Interest interest;
  private final List<String> databases;
  private final int threads;

  /** Works with these cataloguers, and at most so many threads at a time for one tree. */
  public Cataloguers(List<Cataloguer> cataloguers, int threads) {
    this.cataloguers = List.copyOf(cataloguers);
    this.interest = new Interest(cataloguers);
    this.databases = this.cataloguers.stream().flatMap(Cataloguers::databases).distinct().toList();
    this.threads = threads;
  }

  private static Stream<String> databases(Cataloguer one) {
    return one.wanted().stream()
        .flatMap(
            wanted ->
                switch (wanted) {
                  case Wanted.AtPath(String path) -> Stream.of(path);
                  case Wanted.InDirectory(String directory) -> Stream.of(directory);
                  case Wanted.Named _, Wanted.Ending _, Wanted.Binary _ -> Stream.empty();
                });
  }

  /** What these cataloguers find in a tree. */
  public static Catalogue read(Root root, List<Cataloguer> cataloguers) {
    Catalogue.Builder catalogue = new Catalogue.Builder();
    new Cataloguers(cataloguers, 1).read(root, catalogue);
    return catalogue.build();
  }

  /** Whether the file at this path may tell about packages. */
  public boolean want(String path, BooleanSupplier executable) {
    return interest.in(path).stream().anyMatch(one -> interest.wants(one, path, executable));
  }

  /** The places at which distributions keep their databases, relative to the root. */
  public List<String> databases() {
    return databases;
  }

  /** Adds what is found, and what had to be passed over. Throws nothing. */
  public void read(Root root, Catalogue.Builder catalogue) {
    read(
        root,
        catalogue,
        jobs -> {
          Set<String> known = places(root, catalogue);
          known.forEach(path -> jobs.accept(new Job(path, interest.in(path))));
          walk(root, known, jobs, catalogue);
        });
  }

  /**
   * The same in two steps, so that however large the tree is, what the distribution's package
   * manager installed is known: first the databases at their known places and what the first root
   * shows, and when all of these are read, what the second one shows.
   */
  public void read(Root databases, Root rest, Catalogue.Builder catalogue) {
    Set<String> known = places(databases, catalogue);
    read(
        databases,
        catalogue,
        jobs -> {
          known.forEach(path -> jobs.accept(new Job(path, interest.in(path))));
          walk(databases, known, jobs, catalogue);
        });
    if (!catalogue.isSpent()) {
      read(rest, catalogue, jobs -> walk(rest, known, jobs, catalogue));
    }
  }

  private void read(Root root, Catalogue.Builder catalogue, Consumer<Consumer<Job>> find) {
    BlockingQueue<Job> queue = new LinkedBlockingQueue<>();
    FileReader reader = new FileReader(root, interest, catalogue);
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      others.add(
          Thread.ofPlatform().daemon().name("cataloguer-" + i).start(() -> work(queue, reader)));
    }
    try {
      find.accept(job -> put(job, queue, reader));
    } finally {
      others.forEach(_ -> queue.add(Job.END));
      queue.add(Job.END);
      work(queue, reader);
      others.forEach(Cataloguers::join);
    }
  }

  private void walk(Root root, Set<String> known, Consumer<Job> jobs, Catalogue.Builder catalogue) {
    try {
      root.walk(
          new Root.Visitor() {
            private int count;

            @Override
            public void entry(String path, Root.Kind kind) {
              if (kind != Root.Kind.REGULAR || known.contains(path)) {
                return;
              }
              List<Cataloguer> wanting = interest.in(path);
              if (!wanting.isEmpty()) {
                if (count++ < MOST_FILES) {
                  jobs.accept(new Job(path, wanting));
                } else {
                  catalogue.passedOver("/", Unreadable.BUDGET_SPENT);
                }
              }
            }

            @Override
            public void passedOver(String directory, Unreadable why) {
              catalogue.passedOver(directory, why);
            }
          });
    } catch (UnreadableException e) {
      catalogue.passedOver(e);
    }
  }

  /**
   * The files at the known places. They are looked up rather than met on the walk, because a link
   * may lead to them.
   */
  private Set<String> places(Root root, Catalogue.Builder catalogue) {
    Set<String> paths = new TreeSet<>();
    for (Cataloguer one : cataloguers) {
      for (Wanted wanted : one.wanted()) {
        if (wanted instanceof Wanted.AtPath(String path)) {
          paths.add(path);
        } else if (wanted instanceof Wanted.InDirectory(String directory)) {
          names(root, directory, catalogue).stream()
              .map(name -> directory + "/" + name)
              .filter(one::wants)
              .forEach(paths::add);
        }
      }
    }
    return paths;
  }

  private static List<String> names(Root root, String directory, Catalogue.Builder catalogue) {
    try {
      return root.list(directory);
    } catch (UnreadableException e) {
      catalogue.passedOverUnlessAbsent(directory, e);
      return List.of();
    }
  }

  /** Whoever finds more files than are waited for reads one of them. */
  private static void put(Job job, BlockingQueue<Job> queue, FileReader reader) {
    if (queue.size() >= MOST_WAITING) {
      Job next = queue.poll();
      if (next != null) {
        reader.read(next.path(), next.wanting());
      }
    }
    queue.add(job);
  }

  private static void work(BlockingQueue<Job> queue, FileReader reader) {
    try {
      for (Job job = queue.take(); job != Job.END; job = queue.take()) {
        reader.read(job.path(), job.wanting());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the other has ended, come what may: nobody may close the root under it. */
  private static void join(Thread other) {
    boolean interrupted = false;
    while (other.isAlive()) {
      try {
        other.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
