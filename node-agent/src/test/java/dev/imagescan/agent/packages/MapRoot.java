package dev.imagescan.agent.packages;

import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A root file system in memory, whose files may be streams of any length, or refuse to be read. */
public final class MapRoot implements Root {

  private sealed interface Node {}

  private record Content(Supplier<InputStream> bytes, long size) implements Node {}

  private record Refusal(Unreadable why) implements Node {}

  private final TreeMap<String, Node> nodes = new TreeMap<>();
  private final List<String> opened = new ArrayList<>();
  private final Budget budget;

  /** With the ordinary budget. */
  public MapRoot() {
    this(Budget.Limits.DEFAULT);
  }

  /** With another budget. */
  public MapRoot(Budget.Limits limits) {
    budget = new Budget(limits);
  }

  /** Adds a file of this text, one byte a char. */
  public MapRoot with(String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return with(path, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  /** Adds a file that is read from a stream. */
  public MapRoot with(String path, long size, Supplier<InputStream> bytes) {
    nodes.put(path, new Content(bytes, size));
    return this;
  }

  /** Adds something that is not read. */
  public MapRoot refusing(String path, Unreadable why) {
    nodes.put(path, new Refusal(why));
    return this;
  }

  /** The paths that were asked for and are there, in that order. */
  public List<String> opened() {
    return opened;
  }

  @Override
  public RootFile open(String path) throws UnreadableException {
    budget.chargeEntries(path, 1);
    return switch (nodes.get(path)) {
      case Content content -> {
        opened.add(path);
        yield new MapFile(path, content);
      }
      case Refusal(Unreadable why) -> throw new UnreadableException(path, why);
      case null -> throw new UnreadableException(path, Unreadable.NOT_FOUND);
    };
  }

  @Override
  public List<String> list(String path) throws UnreadableException {
    if (nodes.get(path) instanceof Refusal(Unreadable why)) {
      throw new UnreadableException(path, why);
    }
    String prefix = path + "/";
    List<String> names =
        nodes.keySet().stream()
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()).split("/")[0])
            .distinct()
            .toList();
    if (names.isEmpty()) {
      throw new UnreadableException(path, Unreadable.NOT_FOUND);
    }
    budget.chargeEntries(path, names.size());
    return names;
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  private final class MapFile extends RootFile {
    private final String path;
    private final long size;
    private final InputStream in;

    MapFile(String path, Content content) {
      this.path = path;
      this.size = content.size();
      this.in = content.bytes().get();
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      budget.chargeBytes(path, Math.max(count, 0));
      return count;
    }
  }
}
