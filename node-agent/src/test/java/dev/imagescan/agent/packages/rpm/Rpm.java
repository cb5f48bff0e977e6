package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads databases for the tests. */
final class Rpm {

  static final String SQLITE = "var/lib/rpm/rpmdb.sqlite";
  static final String NDB = "usr/lib/sysimage/rpm/Packages.db";
  static final String BERKELEY = "var/lib/rpm/Packages";

  private Rpm() {}

  static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new RpmCataloguer()));
  }

  static Catalogue read(String path, byte[] database) {
    return read(new MapRoot().with(path, database));
  }

  /** Name and version of each. */
  static List<String> names(Catalogue catalogue) {
    return catalogue.packages().stream().map(Rpm::name).toList();
  }

  static String name(Package one) {
    return one.name() + " " + one.version();
  }

  /** The reasons of all problems. */
  static List<String> problems(Catalogue catalogue) {
    return catalogue.problems().stream().map(one -> one.why().reason()).toList();
  }

  static DatabaseFile file(byte[] bytes) {
    return new DatabaseFile(
        bytes.length,
        (position, into, offset, length) -> {
          int count = (int) Math.min(length, bytes.length - position);
          if (count <= 0) {
            return -1;
          }
          System.arraycopy(bytes, (int) position, into, offset, count);
          return count;
        });
  }

  /** The headers of a database and whatever went wrong with single ones. */
  record Read(List<byte[]> headers, List<MalformedException> broken) {

    static Read of(byte[] database, byte[] log) throws IOException {
      Read read = new Read(new ArrayList<>(), new ArrayList<>());
      RpmDatabase.read(file(database), () -> Optional.ofNullable(log).map(Rpm::file), read.into());
      return read;
    }

    private Headers into() {
      return new Headers() {
        @Override
        public void next(ByteBuffer blob) {
          byte[] header = new byte[blob.remaining()];
          blob.get(header);
          headers.add(header);
        }

        @Override
        public void broken(MalformedException why) {
          broken.add(why);
        }
      };
    }
  }
}
