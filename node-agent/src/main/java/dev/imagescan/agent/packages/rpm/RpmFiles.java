package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.packages.rpm.Header.Strings;
import dev.imagescan.agent.packages.rpm.Header.Tag;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The files in rpm's database, with the checksums that their packages were made with. */
public final class RpmFiles {

  private static final int MOST_NAME = 256;
  private static final int MOST_DIGEST = 128;

  /** rpm's own numbers of what digests are made by; the oldest packages do not say. */
  private static final int MD5 = 1;

  /**
   * One file of a package.
   *
   * @param owner the package's name
   * @param path as rpm writes it
   * @param algorithm as Java calls it
   * @param digest in hexadecimal digits; empty for what is no regular file
   */
  public record File(String owner, String path, String algorithm, String digest) {}

  private RpmFiles() {}

  /**
   * Hands over those files that are wanted, from all databases that there are.
   *
   * @throws UnreadableException when one is there and cannot be read
   */
  public static void each(Root root, Predicate<String> wanted, Consumer<File> files)
      throws IOException {
    for (String path : RpmCataloguer.databases()) {
      try (RootFile file = root.open(path)) {
        DatabaseFile database = new DatabaseFile(file.size(), file::read);
        Optional<RootFile> log = log(root, path);
        try {
          RpmDatabase.read(
              database,
              () -> log.map(opened -> new DatabaseFile(opened.size(), opened::read)),
              new Found(wanted, files));
        } finally {
          log.ifPresent(RootFile::close);
        }
      } catch (MalformedException e) {
        throw new UnreadableException(path, e.why());
      } catch (UnreadableException e) {
        if (e.why() != Unreadable.NOT_FOUND) {
          throw e;
        }
      }
    }
  }

  private static Optional<RootFile> log(Root root, String database) throws UnreadableException {
    try {
      return Optional.of(root.open(database + "-wal"));
    } catch (UnreadableException e) {
      if (e.why() == Unreadable.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private record Found(Predicate<String> wanted, Consumer<File> files) implements Headers {

    @Override
    public void next(ByteBuffer blob) throws IOException {
      Header header = new Header(blob);
      Optional<String> owner = header.text(Tag.NAME, MOST_NAME);
      if (owner.isPresent() && !InstalledPackage.isKey(header)) {
        Digests digests = new Digests(header.strings(Tag.FILEDIGESTS));
        String algorithm = algorithm(header.number(Tag.FILEDIGESTALGO, 0).orElse(MD5));
        InstalledFiles.numbered(
            header,
            (number, path) -> {
              if (wanted.test(path)) {
                files.accept(new File(owner.get(), path, algorithm, digests.of(number)));
              }
            });
      }
    }

    private static String algorithm(long number) {
      return switch ((int) number) {
        case 1 -> "MD5";
        case 2 -> "SHA-1";
        case 9 -> "SHA-384";
        case 10 -> "SHA-512";
        default -> "SHA-256";
      };
    }

    @Override
    public void broken(MalformedException e) {
      // The packages behind it are read all the same, and this one owns nothing.
    }
  }

  /** The checksums of one package's files, in the files' order. */
  private static final class Digests {
    private final Optional<Strings> all;
    private int next;

    Digests(Optional<Strings> all) {
      this.all = all;
    }

    /** That of a file, whose number is greater than that of the last one; empty without one. */
    String of(int number) {
      String digest = "";
      while (next <= number && all.filter(Strings::hasNext).isPresent()) {
        digest = next == number ? all.get().next(MOST_DIGEST) : "";
        if (next < number) {
          all.get().skip();
        }
        next++;
      }
      return digest == null ? "" : digest;
    }
  }
}
