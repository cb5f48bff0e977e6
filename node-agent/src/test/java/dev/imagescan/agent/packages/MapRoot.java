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
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A root file system in memory, whose files may be streams of any length, or refuse to be read. */
public final class MapRoot implements Root {

  private sealed interface Node {}

  private record Content(Supplier<InputStream> bytes, long size, boolean executable)
      implements Node {}

  private record Refusal(Unreadable why) implements Node {}

  private final TreeMap<String, Node> nodes = new TreeMap<>();
  private final List<String> opened = Collections.synchronizedList(new ArrayList<>());
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
    return with(path, bytes);
  }

  /** Adds a file that is read from a stream. */
  public MapRoot with(String path, long size, Supplier<InputStream> bytes) {
    nodes.put(path, new Content(bytes, size, false));
    return this;
  }

  /** Adds a file of these bytes. */
  public MapRoot with(String path, byte[] bytes) {
    return with(path, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  /** Adds a file of these bytes that may be executed. */
  public MapRoot withProgram(String path, byte[] bytes) {
    nodes.put(path, new Content(() -> new ByteArrayInputStream(bytes), bytes.length, true));
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
  public void walk(Visitor visitor) throws UnreadableException {
    for (String path : nodes.keySet()) {
      budget.chargeEntries(path, 1);
      visitor.entry(path, Kind.REGULAR);
    }
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  /** Reads its stream forwards, and begins anew when asked for something before that. */
  private final class MapFile extends RootFile {
    private final String path;
    private final Content content;
    private InputStream in;
    private long at;

    MapFile(String path, Content content) {
      this.path = path;
      this.content = content;
      this.in = content.bytes().get();
    }

    @Override
    public long size() {
      return content.size();
    }

    @Override
    public boolean executable() {
      return content.executable();
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
      if (position < at) {
        in = content.bytes().get();
        at = 0;
      }
      in.skipNBytes(Math.min(position - at, Math.max(0, content.size() - at)));
      if (position > at && position > content.size()) {
        return -1;
      }
      at = position;
      int count = in.read(into, offset, length);
      at += Math.max(count, 0);
      budget.chargeBytes(path, Math.max(count, 0));
      return count;
    }
  }
}
