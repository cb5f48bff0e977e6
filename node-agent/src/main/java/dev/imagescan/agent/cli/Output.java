package dev.imagescan.agent.cli;

import java.io.IOException;
import java.io.OutputStream;

/** The standard output, with errors that can be told to a user. */
final class Output extends OutputStream {

  /** The reader at the other end of a pipe has gone, which is its right. */
  static final class NobodyReadsException extends IOException {
    NobodyReadsException(IOException cause) {
      super(cause);
    }
  }

  private final OutputStream out;

  Output(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private static IOException explained(IOException e) {
    return "Broken pipe".equals(e.getMessage())
        ? new NobodyReadsException(e)
        : new IOException("cannot write the output: " + e.getMessage(), e);
  }
}
