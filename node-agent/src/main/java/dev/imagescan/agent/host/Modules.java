package dev.imagescan.agent.host;

import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.KernelModule;
import dev.imagescan.api.v1alpha1.ModuleOrigin;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads {@code /proc/modules}: name, size, users, their names, state, address, and, for a module
 * that taints the kernel, letters in parentheses that say why.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_modules.5.html">proc_modules(5)</a>
 */
final class Modules {

  private static final int MAX_NAME = 64;
  private static final int MAX_TAINTS = 8;
  private static final int FIXED_FIELDS = 6;

  private Modules() {}

  /**
   * The modules, those that taint the kernel first, and by name.
   *
   * @param taintOf what {@code /sys/module/NAME/taint} says, which counts where it can be read
   */
  static List<KernelModule> parse(String text, Function<String, Optional<String>> taintOf) {
    return text.lines()
        .map(line -> line.split(" "))
        .filter(fields -> fields.length >= FIXED_FIELDS && !fields[0].isEmpty())
        .map(fields -> module(fields[0], taintOf.apply(fields[0]).orElseGet(() -> flags(fields))))
        .sorted(
            Comparator.comparing((KernelModule module) -> module.taints() == null)
                .thenComparing(KernelModule::name))
        .toList();
  }

  private static KernelModule module(String name, String letters) {
    List<String> taints = Taint.ofModule(letters);
    return new KernelModule(
        Printable.of(name, MAX_NAME),
        Taint.isOutOfTree(taints) ? ModuleOrigin.OUT_OF_TREE : ModuleOrigin.IN_TREE,
        taints.stream().limit(MAX_TAINTS).toList());
  }

  private static String flags(String[] fields) {
    String last = fields[fields.length - 1];
    return fields.length > FIXED_FIELDS && last.startsWith("(") ? last : "";
  }
}
