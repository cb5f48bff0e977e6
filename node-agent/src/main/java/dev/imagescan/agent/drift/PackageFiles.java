package dev.imagescan.agent.drift;

/** What a container's package databases say of single files. */
interface PackageFiles {

  /** Of files of which nothing is known. */
  PackageFiles NONE =
      new PackageFiles() {
        @Override
        public String owner(String path) {
          return null;
        }

        @Override
        public String checksum(String path) {
          return null;
        }
      };

  /** The package that owns the file, as type/name; null when none is known to. */
  String owner(String path);

  /** {@code Matches} or {@code Differs}; null when the databases say nothing of its content. */
  String checksum(String path);
}
