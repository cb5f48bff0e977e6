package dev.imagescan.agent.packages.rust;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.imagescan.agent.packages.Package;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.InflaterInputStream;

/**
 * The list that cargo-auditable makes: JSON, compressed by zlib.
 *
 * @param crates those that are in the program
 * @param sound whether all of it could be read and made sense
 */
record DependencyList(List<Crate> crates, boolean sound) {

  /** A crate of the program. */
  record Crate(String name, String version) {}

  /** As many bytes as the list of an honest program has at most, uncompressed. */
  private static final long MAX_BYTES = 8 << 20;

  private static final int MAX_CRATES = 10_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Names are of no more than one file, and not to be kept beyond it.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(MAX_BYTES)
                  .maxNestingDepth(16)
                  .maxStringLength(16 << 10)
                  .maxNameLength(1 << 10)
                  .maxNumberLength(32)
                  .build())
          .build();

  DependencyList {
    crates = List.copyOf(crates);
  }

  /** Reads the list as far as it goes. */
  static DependencyList read(byte[] compressed) {
    List<Crate> crates = new ArrayList<>();
    try (InputStream text = new InflaterInputStream(new ByteArrayInputStream(compressed));
        JsonParser json = JSON.createParser(text)) {
      return new DependencyList(crates, list(json, crates));
    } catch (IOException e) {
      return new DependencyList(crates, false);
    }
  }

  private static boolean list(JsonParser json, List<Crate> crates) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    boolean sound = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean packages = json.currentName().equals("packages");
      if (json.nextToken() == JsonToken.START_ARRAY && packages) {
        sound = packages(json, crates);
      } else {
        json.skipChildren();
      }
    }
    return sound;
  }

  private static boolean packages(JsonParser json, List<Crate> crates) throws IOException {
    boolean sound = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT || crates.size() >= MAX_CRATES) {
        return false;
      }
      sound &= onePackage(json, crates);
    }
    return sound;
  }

  private static boolean onePackage(JsonParser json, List<Crate> crates) throws IOException {
    String name = null;
    String version = null;
    boolean inProgram = true;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        switch (field) {
          case "name" -> name = json.getText();
          case "version" -> version = json.getText();
          case "kind" -> inProgram = json.getText().equals("runtime");
          default -> {
            // Where it was taken from, and what later versions of the format add.
          }
        }
      } else {
        json.skipChildren();
      }
    }
    boolean sound = Package.isPlain(name) && Package.isPlain(version);
    if (sound && inProgram) {
      crates.add(new Crate(name, version));
    }
    return sound;
  }
}
