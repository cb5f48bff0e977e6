package dev.imagescan.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.api.v1alpha1.KernelModule;
import dev.imagescan.api.v1alpha1.ModuleOrigin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModulesTest {

  private static final String TABLE =
      """
      overlay 212992 12 - Live 0xffffffffc1a2b000
      nf_conntrack 196608 4 xt_conntrack,nf_nat,nft_ct,xt_MASQUERADE, Live 0xffffffffc0d41000
      gpu_drv 62771200 312 gpu_uvm,gpu_modeset, Live 0xffffffffc2000000 (POE)
      zfs 6672384 9 - Live 0xffffffffc16d0000 (PO)
      vendor_nic 114688 0 - Loading 0xffffffffc0b00000 (OE+)
      exfat_old 98304 1 - Live 0xffffffffc0a11000 (C)
      fix_cve 16384 1 - Live 0xffffffffc0a90000 (K)
      going 16384 0 - Unloading 0xffffffffc0a95000 (-)
      """;

  @Test
  void those_that_taint_the_kernel_come_first_and_say_why() {
    assertEquals(
        List.of(
            module("exfat_old", ModuleOrigin.IN_TREE, "Staging"),
            module("fix_cve", ModuleOrigin.IN_TREE, "LivePatch"),
            module("gpu_drv", ModuleOrigin.OUT_OF_TREE, "Proprietary", "OutOfTree", "Unsigned"),
            module("vendor_nic", ModuleOrigin.OUT_OF_TREE, "OutOfTree", "Unsigned"),
            module("zfs", ModuleOrigin.OUT_OF_TREE, "Proprietary", "OutOfTree"),
            module("going", ModuleOrigin.IN_TREE),
            module("nf_conntrack", ModuleOrigin.IN_TREE),
            module("overlay", ModuleOrigin.IN_TREE)),
        Modules.parse(TABLE, _ -> Optional.empty()));
  }

  @Test
  void what_sysfs_says_of_a_module_counts() {
    assertEquals(
        List.of(module("overlay", ModuleOrigin.OUT_OF_TREE, "OutOfTree", "Unsigned")),
        Modules.parse(TABLE.lines().findFirst().orElseThrow(), _ -> Optional.of("OE")));
  }

  @Test
  void a_kernel_that_has_loaded_nothing_has_an_empty_table() {
    assertEquals(List.of(), Modules.parse("", _ -> Optional.empty()));
  }

  @Test
  void what_is_no_line_of_the_table_is_passed_over() {
    assertEquals(List.of(), Modules.parse("\n \nnonsense\na b\n", _ -> Optional.empty()));
  }

  private static KernelModule module(String name, ModuleOrigin origin, String... taints) {
    return new KernelModule(name, origin, List.of(taints));
  }
}
