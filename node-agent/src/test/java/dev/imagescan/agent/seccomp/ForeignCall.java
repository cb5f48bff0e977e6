package dev.imagescan.agent.seccomp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A program of a few instructions for x86-64 that calls ptrace by another ABI's number, for a
 * process that does not exist, and ends with the error as its status.
 */
enum ForeignCall {
  /** {@code int 0x80} with 26 in eax. */
  I386(new int[] {0xb8, 26, 0, 0, 0, 0xbb, 0xff, 0xff, 0xff, 0xff, 0xcd, 0x80}),
  /** {@code syscall} with 521 and the x32 bit in eax. */
  X32(new int[] {0xb8, 0x09, 0x02, 0, 0x40, 0xbf, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x05});

  private static final int[] NO_SUCH_PROCESS = {
    0xb9, 0xff, 0xff, 0xff, 0xff, 0xbe, 0xff, 0xff, 0xff, 0xff, 0x31, 0xd2
  };
  private static final int[] EXIT_WITH_ERROR = {
    0xf7, 0xd8, 0x89, 0xc7, 0xb8, 60, 0, 0, 0, 0x0f, 0x05
  };
  private static final long ADDRESS = 0x400000;
  private static final int HEADERS = 64 + 56;

  private final int[] call;

  ForeignCall(int... call) {
    this.call = call;
  }

  /** Writes the program as an ELF file. */
  Path write(Path directory) throws IOException {
    int size = HEADERS + NO_SUCH_PROCESS.length + call.length + EXIT_WITH_ERROR.length;
    ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
    elf.putShort((short) 2).putShort((short) 62).putInt(1);
    elf.putLong(ADDRESS + HEADERS).putLong(64).putLong(0).putInt(0);
    elf.putShort((short) 64).putShort((short) 56).putShort((short) 1);
    elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    elf.putInt(1).putInt(5).putLong(0).putLong(ADDRESS).putLong(ADDRESS);
    elf.putLong(size).putLong(size).putLong(4096);
    for (int[] code : new int[][] {NO_SUCH_PROCESS, call, EXIT_WITH_ERROR}) {
      for (int octet : code) {
        elf.put((byte) octet);
      }
    }
    Path file = Files.write(directory.resolve(name()), elf.array());
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
