package dev.imagescan.agent.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an absolute path in a container; where a symlink leads is for the kernel to say. */
final class AbsolutePath implements ITypeConverter<String> {

  @Override
  public String convert(String path) {
    if (!path.startsWith("/") || path.matches(".*/\\.\\.?(/.*)?")) {
      throw new TypeConversionException(
          "'%s' must be an absolute path without '.' and '..', as the container sees it"
              .formatted(path));
    }
    return path.replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
  }

  /** One at which something can be mounted. */
  static final class OfMountPoint implements ITypeConverter<String> {

    @Override
    public String convert(String path) {
      String clean = new AbsolutePath().convert(path);
      if (clean.equals("/")) {
        throw new TypeConversionException("the root directory cannot be a mount point");
      }
      return clean;
    }
  }
}
