package dev.imagescan.agent.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an absolute path in a container; where a symlink leads is for the kernel to say. */
final class MountPoint implements ITypeConverter<String> {

  @Override
  public String convert(String path) {
    if (!path.startsWith("/") || path.matches(".*/\\.\\.?(/.*)?")) {
      throw new TypeConversionException(
          "'%s' must be an absolute path without '.' and '..', as the container sees it"
              .formatted(path));
    }
    String clean = path.replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
    if (clean.equals("/")) {
      throw new TypeConversionException("the root directory cannot be a mount point");
    }
    return clean;
  }
}
