package dev.imagescan.agent.report;

import dev.imagescan.agent.inspect.HostContent;
import dev.imagescan.api.v1alpha1.KernelModule;
import dev.imagescan.api.v1alpha1.NodeKernel;
import dev.imagescan.api.v1alpha1.NodeRuntime;
import dev.imagescan.api.v1alpha1.RuntimeStorage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a machine is, in short: names and what there is to say of them. All of it is printable. */
final class MachineLines {

  private static final double GIB = 1L << 30;

  private MachineLines() {}

  static Map<String, String> of(HostContent machine) {
    Map<String, String> lines = new LinkedHashMap<>();
    NodeKernel kernel = machine.kernel();
    lines.put("kernel", orUnknown(kernel.release()) + " on " + kernel.machine());
    lines.put("built", orUnknown(kernel.version()));
    lines.put("tainted", kernel.taints() == null ? "no" : String.join(", ", kernel.taints()));
    lines.put("modules", modules(kernel));
    for (NodeRuntime runtime : machine.runtimes()) {
      lines.put(runtime.name(), runtime(runtime));
    }
    return lines;
  }

  private static String modules(NodeKernel kernel) {
    if (kernel.moduleCount() == null) {
      return Boolean.FALSE.equals(kernel.modular()) ? "it cannot load any" : "unknown";
    }
    List<KernelModule> listed = kernel.modules() == null ? List.of() : kernel.modules();
    String tainting =
        listed.stream()
            .filter(module -> module.taints() != null)
            .map(module -> module.name() + " (" + String.join(", ", module.taints()) + ")")
            .collect(Collectors.joining(", "));
    return kernel.moduleCount() + (tainting.isEmpty() ? "" : "; " + tainting);
  }

  private static String runtime(NodeRuntime runtime) {
    List<String> said = new ArrayList<>();
    said.add(Objects.requireNonNullElse(runtime.executable(), "does not run"));
    if (runtime.installedBy() != null) {
      said.add("of " + runtime.installedBy());
    }
    if (runtime.sockets() != null) {
      said.addAll(runtime.sockets());
    }
    if (runtime.storage() != null) {
      runtime.storage().forEach(storage -> said.add(storage(storage)));
    }
    return String.join("; ", said);
  }

  private static String storage(RuntimeStorage storage) {
    String on = storage.path() + " on " + storage.type() + " " + storage.source();
    return storage.capacityBytes() == null
        ? on
        : on
            + String.format(
                Locale.ROOT,
                ", %.1f of %.1f GiB free",
                storage.availableBytes() / GIB,
                storage.capacityBytes() / GIB);
  }

  private static String orUnknown(String text) {
    return Objects.requireNonNullElse(text, "unknown");
  }
}
