package dev.imagescan.agent.containment;

import static dev.imagescan.agent.containment.Capability.SYS_ADMIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.imagescan.api.v1alpha1.DifferingProcess;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.ReportFinding;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WallsTest {

  private static final String EVERYTHING =
      "tmpfs bind overlay proc sysfs cgroup block hostBlock nfs fuse";

  static Stream<Arguments> setups() {
    return Stream.of(
        of(
            "default pod",
            new Recorded(),
            "THROUGH_USER_NAMESPACE: tmpfs bind overlay cgroup",
            "NO Covered: proc sysfs",
            "NO NotInUserNamespaces: block hostBlock",
            "NO NotInKernel: nfs",
            "NO DeviceCgroup: fuse"),
        of("RuntimeDefault", new Recorded().runtimeDefault(), "NO Seccomp: " + EVERYTHING),
        of(
            "a filter that nobody knows",
            new Recorded().with(SYS_ADMIN).filtered(),
            "NO DeviceCgroup: block fuse",
            "NO NotInKernel: nfs",
            "UNKNOWN Seccomp: tmpfs bind overlay proc sysfs cgroup hostBlock"),
        of(
            "privileged",
            new Recorded().privileged(),
            "DIRECTLY: tmpfs bind overlay proc sysfs cgroup block hostBlock fuse",
            "NO NotInKernel: nfs"),
        of(
            "SYS_ADMIN",
            new Recorded().with(SYS_ADMIN).runtimeDefault(),
            "DIRECTLY: tmpfs bind overlay proc sysfs cgroup hostBlock",
            "NO DeviceCgroup: block fuse",
            "NO NotInKernel: nfs"),
        of(
            "SYS_ADMIN where the device cgroup cannot be read",
            new Recorded().with(SYS_ADMIN).runtimeDefault().withoutDevices(),
            "DIRECTLY: tmpfs bind overlay proc sysfs cgroup hostBlock",
            "NO NotInKernel: nfs",
            "UNKNOWN DeviceCgroup: block fuse"),
        of(
            "user namespace with SYS_ADMIN",
            Recorded.inUserNamespace().with(SYS_ADMIN).runtimeDefault(),
            "DIRECTLY: tmpfs bind overlay proc sysfs cgroup",
            "NO NotInUserNamespaces: block hostBlock",
            "NO NotInKernel: nfs",
            "NO NoDeviceNode: fuse"),
        of(
            "unmasked proc",
            new Recorded().unmasked(),
            "THROUGH_USER_NAMESPACE: tmpfs bind overlay proc sysfs cgroup",
            "NO NotInUserNamespaces: block hostBlock",
            "NO NotInKernel: nfs",
            "NO DeviceCgroup: fuse"),
        of(
            "privileged, where it could have used Landlock",
            new Recorded().privileged().landlock(),
            "DIRECTLY unless Landlock: tmpfs bind overlay proc sysfs cgroup block hostBlock fuse",
            "NO NotInKernel: nfs"),
        of(
            "no_new_privs, with which it could have used Landlock",
            new Recorded().noNewPrivs().landlock(),
            "THROUGH_USER_NAMESPACE unless Landlock: tmpfs bind overlay cgroup",
            "NO Covered: proc sysfs",
            "NO NotInUserNamespaces: block hostBlock",
            "NO NotInKernel: nfs",
            "NO DeviceCgroup: fuse"),
        of(
            "default pod, which could not have used Landlock",
            new Recorded().landlock(),
            "THROUGH_USER_NAMESPACE: tmpfs bind overlay cgroup",
            "NO Covered: proc sysfs",
            "NO NotInUserNamespaces: block hostBlock",
            "NO NotInKernel: nfs",
            "NO DeviceCgroup: fuse"),
        of(
            "SYS_ADMIN in a user namespace that does not own the mounts",
            Recorded.inUserNamespace().with(SYS_ADMIN).mountOwner("user:[4026531840]"),
            "THROUGH_USER_NAMESPACE: tmpfs bind overlay cgroup",
            "NO Covered: proc sysfs",
            "NO NotInUserNamespaces: block hostBlock",
            "NO NotInKernel: nfs",
            "NO NoDeviceNode: fuse"),
        of(
            "a root file system in user space, through which /dev is not looked for",
            Recorded.inUserNamespace().with(SYS_ADMIN).nodes(DeviceNodes.UNKNOWN).withoutDevices(),
            "DIRECTLY: tmpfs bind overlay proc sysfs cgroup",
            "NO NotInUserNamespaces: block hostBlock",
            "NO NotInKernel: nfs",
            "UNKNOWN NoDeviceNode: fuse"),
        of("no user namespaces", new Recorded().maxUserNamespaces(0), "NO SysAdmin: " + EVERYTHING),
        of(
            "user namespaces restricted",
            new Recorded().restricted(),
            "NO UserNamespacesRestricted: " + EVERYTHING),
        of(
            "changed root",
            new Recorded().withoutMounts("^\\d+ \\d+ \\S+ \\S+ / .*"),
            "NO Chroot: " + EVERYTHING),
        of(
            "AppArmor",
            new Recorded().privileged().label("cri-containerd.apparmor.d (enforce)"),
            "NO AppArmor: " + EVERYTHING),
        of(
            "AppArmor that complains",
            new Recorded().privileged().label("cri-containerd.apparmor.d (complain)"),
            "DIRECTLY: tmpfs bind overlay proc sysfs cgroup block hostBlock fuse",
            "NO NotInKernel: nfs"),
        of(
            "SELinux",
            new Recorded().privileged().label("system_u:system_r:container_t:s0:c1,c2"),
            "NO NotInKernel: nfs",
            "UNKNOWN SELinux: tmpfs bind overlay proc sysfs cgroup block hostBlock fuse"),
        of(
            "SELinux, super-privileged",
            new Recorded().privileged().label("system_u:system_r:spc_t:s0"),
            "DIRECTLY: tmpfs bind overlay proc sysfs cgroup block hostBlock fuse",
            "NO NotInKernel: nfs"),
        of(
            "fuse given to a toolbox",
            new Recorded()
                .capabilities(0)
                .with(SYS_ADMIN)
                .nodes(new DeviceNodes(true, false, false, true))
                .withoutDevices(),
            "DIRECTLY: tmpfs bind overlay proc sysfs cgroup",
            "NO NoDeviceNode: block hostBlock",
            "NO NotInKernel: nfs",
            "UNKNOWN DeviceCgroup: fuse"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("setups")
  void the_first_wall_is_found(String name, Recorded recorded, List<String> expected) {
    List<String> found =
        recorded.judge().containment().canMount().stream().map(WallsTest::shown).sorted().toList();
    assertEquals(expected.stream().sorted().toList(), found, name);
  }

  @Test
  void a_process_in_a_user_namespace_of_its_own_is_judged_by_itself() {
    List<DifferingProcess> others =
        new Recorded()
            .other(
                "unshare",
                Recorded.ALL,
                Map.of(
                    Namespace.USER, "user:[1]", Namespace.MNT, "mnt:[1]", Namespace.NET, "net:[1]"))
            .judge()
            .containment()
            .processes();
    assertEquals(1, others.size(), others.toString());
    assertEquals(
        List.of(
            "DIRECTLY: tmpfs bind overlay cgroup",
            "NO Covered: proc sysfs",
            "NO NoDeviceNode: fuse",
            "NO NotInKernel: nfs",
            "NO NotInUserNamespaces: block hostBlock"),
        others.getFirst().canMount().stream().map(WallsTest::shown).sorted().toList());
  }

  @Test
  void what_another_process_can_mount_counts_for_the_container() {
    Judgement judged = new Recorded().other("worker", Recorded.ALL, Map.of()).judge();
    List<String> ids = judged.findings().stream().map(ReportFinding::id).toList();
    assertTrue(ids.containsAll(List.of("CanMount", "HostDisk")), ids.toString());
  }

  private static String shown(MountAbility ability) {
    return ability.answer()
        + (ability.wall() == null ? "" : " " + ability.wall())
        + (ability.unless() == null ? "" : " unless " + ability.unless())
        + ": "
        + String.join(" ", ability.what());
  }

  private static Arguments of(String name, Recorded recorded, String... expected) {
    return arguments(name, recorded, List.of(expected));
  }
}
