package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.archive.Entry;
import dev.imagescan.agent.packages.archive.ZipArchive;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The metadata of one archive, read when it is asked for. What cannot be read is noted. */
final class Archive {

  /** No honest text of interest is longer, in bytes. */
  static final int MAX_TEXT = 1 << 20;

  /** How many licence files are read: of each name one, at both places, written in two ways. */
  private static final int MAX_LICENSE_FILES = 16;

  /** What the projects of an archive hold together that is kept, in characters. */
  private static final int MAX_PROJECTS = 2 << 20;

  /** Notes what was passed over. */
  interface Problems {
    void note(String path, Unreadable why);
  }

  private interface Reading<T> {
    T of(InputStream in) throws IOException;
  }

  private final ZipArchive zip;
  private final Contents contents;
  private final Problems problems;

  Archive(ZipArchive zip, Contents contents, Problems problems) {
    this.zip = zip;
    this.contents = contents;
    this.problems = problems;
  }

  Manifest manifest() throws IOException {
    return contents.manifest().isEmpty()
        ? Manifest.NONE
        : read(contents.manifest().getFirst(), Manifest::read).orElse(Manifest.NONE);
  }

  /**
   * What Maven built of what is in here.
   *
   * @param licenses whether the licences are wanted too
   */
  List<Pom> poms(boolean licenses) throws IOException {
    Map<String, Coordinates> noted = new HashMap<>();
    for (Entry entry : inPlace(contents.properties())) {
      read(entry, PomProperties::read)
          .flatMap(found -> found)
          .ifPresent(found -> noted.put(entry.directory(), found));
    }
    Map<String, PomXml> projects = new HashMap<>();
    int[] left = {MAX_PROJECTS};
    for (Entry entry : inPlace(contents.projects())) {
      if (left[0] <= 0) {
        problems.note(zip.path(entry), Unreadable.TOO_LARGE);
        break;
      }
      if (licenses || !noted.containsKey(entry.directory())) {
        read(entry, in -> PomReader.read(in))
            .flatMap(found -> found)
            .ifPresent(
                found -> {
                  left[0] -= found.length();
                  projects.put(entry.directory(), found);
                });
      }
    }
    return joined(noted, projects);
  }

  private static List<Entry> inPlace(Map<String, Entry> entries) {
    return entries.values().stream().sorted(Comparator.comparingLong(Entry::header)).toList();
  }

  private static List<Pom> joined(Map<String, Coordinates> noted, Map<String, PomXml> projects) {
    List<Pom> poms = new ArrayList<>();
    TreeSet<String> directories = new TreeSet<>(noted.keySet());
    directories.addAll(projects.keySet());
    for (String directory : directories) {
      Optional<PomXml> project = Optional.ofNullable(projects.get(directory));
      Optional<Coordinates> coordinates =
          Optional.ofNullable(noted.get(directory))
              .or(() -> project.flatMap(PomXml::coordinates))
              .filter(found -> !found.group().isEmpty());
      coordinates.ifPresent(found -> poms.add(new Pom(found, project)));
    }
    return poms;
  }

  /** What the licence files beside the manifest say, or else those at the top, one at a time. */
  List<LicenseExpression> licenses(Function<String, Optional<LicenseExpression>> reading)
      throws IOException {
    Map<Boolean, List<Entry>> files =
        contents.licenses().stream()
            .collect(Collectors.partitioningBy(entry -> entry.directory().isEmpty()));
    List<Entry> some = files.get(files.get(false).isEmpty());
    List<LicenseExpression> said = new ArrayList<>();
    for (Entry entry : some.subList(0, Math.min(some.size(), MAX_LICENSE_FILES))) {
      read(entry, in -> reading.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8)))
          .flatMap(found -> found)
          .ifPresent(said::add);
    }
    return said;
  }

  private <T> Optional<T> read(Entry entry, Reading<T> reading) throws IOException {
    try (InputStream in = new BoundedStream(zip.stream(entry), MAX_TEXT)) {
      return Optional.ofNullable(reading.of(in));
    } catch (UnreadableException e) {
      if (e.why() != Unreadable.MALFORMED) {
        throw e;
      }
      problems.note(e.path(), e.why());
      return Optional.empty();
    }
  }
}
