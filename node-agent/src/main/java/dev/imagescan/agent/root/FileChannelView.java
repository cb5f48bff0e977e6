package dev.imagescan.agent.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A root's file as a channel that can only be read. */
final class FileChannelView implements SeekableByteChannel {

  private final RootFile file;
  private long position;
  private boolean open = true;

  FileChannelView(RootFile file) {
    this.file = file;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    requireOpen();
    if (!into.hasRemaining()) {
      return 0;
    }
    int count = into.hasArray() ? direct(into) : copied(into);
    position += Math.max(count, 0);
    return count;
  }

  private int direct(ByteBuffer into) throws IOException {
    int offset = into.arrayOffset() + into.position();
    int count = file.read(position, into.array(), offset, into.remaining());
    into.position(into.position() + Math.max(count, 0));
    return count;
  }

  private int copied(ByteBuffer into) throws IOException {
    byte[] chunk = new byte[Math.min(into.remaining(), 8192)];
    int count = file.read(position, chunk, 0, chunk.length);
    into.put(chunk, 0, Math.max(count, 0));
    return count;
  }

  @Override
  public long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    requireOpen();
    if (newPosition < 0) {
      throw new IllegalArgumentException("a position is not negative: " + newPosition);
    }
    position = newPosition;
    return this;
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return file.size();
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }

  private void requireOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }
}
