package dev.imagescan.agent.host;

import java.util.ArrayList;
import java.util.List;

/**
 * Why a kernel is tainted, in the order of its bits.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/tainted-kernels.html">Kernel: tainted
 *     kernels</a>
 */
enum Taint {
  PROPRIETARY_MODULE('P', "ProprietaryModule", "Proprietary"),
  FORCED_MODULE('F', "ForcedModule", "Forced"),
  CPU_OUT_OF_SPEC('S', "CpuOutOfSpec"),
  FORCED_UNLOAD('R', "ForcedUnload"),
  MACHINE_CHECK('M', "MachineCheck"),
  BAD_PAGE('B', "BadPage"),
  USER_REQUEST('U', "UserRequest"),
  DIED('D', "Died"),
  ACPI_OVERRIDDEN('A', "AcpiOverridden"),
  WARNED('W', "Warned"),
  STAGING_MODULE('C', "StagingModule", "Staging"),
  FIRMWARE_WORKAROUND('I', "FirmwareWorkaround"),
  OUT_OF_TREE_MODULE('O', "OutOfTreeModule", "OutOfTree"),
  UNSIGNED_MODULE('E', "UnsignedModule", "Unsigned"),
  SOFT_LOCKUP('L', "SoftLockup"),
  LIVE_PATCHED('K', "LivePatched", "LivePatch"),
  AUXILIARY('X', "Auxiliary"),
  RANDOMIZED_STRUCT('T', "RandomizedStruct"),
  TEST('N', "Test", "Test"),
  FIRMWARE_CONTROL('J', "FirmwareControl");

  private static final int BITS = 64;

  private final char letter;
  private final String ofKernel;
  private final String ofModule;

  Taint(char letter, String ofKernel) {
    this(letter, ofKernel, null);
  }

  Taint(char letter, String ofKernel, String ofModule) {
    this.letter = letter;
    this.ofKernel = ofKernel;
    this.ofModule = ofModule;
  }

  /** The words for the bits of {@code /proc/sys/kernel/tainted}; an unknown one is its number. */
  static List<String> ofKernel(long bits) {
    List<String> words = new ArrayList<>();
    for (int bit = 0; bit < BITS; bit++) {
      if ((bits >>> bit & 1) == 1) {
        words.add(bit < values().length ? values()[bit].ofKernel : "Bit" + bit);
      }
    }
    return words;
  }

  /**
   * The words for the letters that the kernel shows of a module; an unknown one is itself. What is
   * no capital letter tells whether it is just being loaded or unloaded.
   */
  static List<String> ofModule(String letters) {
    return letters
        .chars()
        .filter(c -> c >= 'A' && c <= 'Z')
        .mapToObj(c -> ofModule((char) c))
        .distinct()
        .toList();
  }

  private static String ofModule(char letter) {
    for (Taint taint : values()) {
      if (taint.letter == letter && taint.ofModule != null) {
        return taint.ofModule;
      }
    }
    return String.valueOf(letter);
  }

  /** Whether a module's words say that it was built apart from the kernel. */
  static boolean isOutOfTree(List<String> words) {
    return words.contains(OUT_OF_TREE_MODULE.ofModule);
  }
}
