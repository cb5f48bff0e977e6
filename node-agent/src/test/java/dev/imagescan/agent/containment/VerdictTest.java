package dev.imagescan.agent.containment;

import static dev.imagescan.agent.containment.Capability.MKNOD;
import static dev.imagescan.agent.containment.Capability.SYS_ADMIN;
import static dev.imagescan.agent.containment.Capability.SYS_MODULE;
import static dev.imagescan.agent.containment.Capability.SYS_PTRACE;
import static dev.imagescan.api.v1alpha1.ContainmentVerdict.CONFINED;
import static dev.imagescan.api.v1alpha1.ContainmentVerdict.PRIVILEGED;
import static dev.imagescan.api.v1alpha1.ContainmentVerdict.SUPER_PRIVILEGED;
import static dev.imagescan.api.v1alpha1.ContainmentVerdict.WEAKENED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.imagescan.api.v1alpha1.ContainmentVerdict;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {

  private static final String SHARED = " shared:77 - tmpfs tmpfs rw";

  static Stream<Arguments> setups() {
    return Stream.concat(pods(), hostMounts());
  }

  private static Stream<Arguments> pods() {
    return Stream.of(
        of("default pod", new Recorded(), WEAKENED, "CanMount", "NoSeccomp"),
        of("RuntimeDefault", new Recorded().runtimeDefault(), CONFINED),
        of(
            "RuntimeDefault, more processes than were looked at",
            new Recorded().runtimeDefault().truncated(),
            WEAKENED,
            "ContainmentUnknown"),
        of(
            "privileged",
            new Recorded()
                .privileged()
                .replace("/sys/fs/cgroup/memory ro", "/sys/fs/cgroup/memory rw"),
            PRIVILEGED,
            "HostCapabilities",
            "KernelSettings",
            "HostDisk",
            "AllDevices",
            "MoreCapabilities",
            "UnmaskedProc",
            "CanMount",
            "NoSeccomp"),
        of("hostPID", new Recorded().runtimeDefault().host(Namespace.PID), WEAKENED, "HostPid"),
        of(
            "hostNetwork",
            new Recorded().runtimeDefault().host(Namespace.NET, Namespace.UTS),
            WEAKENED,
            "HostNetwork"),
        of("hostIPC", new Recorded().runtimeDefault().host(Namespace.IPC), WEAKENED, "HostIpc"),
        of(
            "hostPID with SYS_PTRACE",
            new Recorded().with(SYS_PTRACE).runtimeDefault().host(Namespace.PID),
            SUPER_PRIVILEGED,
            "HostCapabilities",
            "HostPid"),
        of(
            "SYS_PTRACE without hostPID",
            new Recorded().with(SYS_PTRACE).runtimeDefault(),
            WEAKENED,
            "MoreCapabilities"),
        of("user namespace", Recorded.inUserNamespace().runtimeDefault(), CONFINED),
        of(
            "user namespace with SYS_ADMIN",
            Recorded.inUserNamespace().with(SYS_ADMIN).runtimeDefault(),
            WEAKENED,
            "CanMount"),
        of(
            "SYS_ADMIN without MKNOD",
            new Recorded().capabilities(0).with(SYS_ADMIN).runtimeDefault(),
            PRIVILEGED,
            "HostCapabilities",
            "CanMount"),
        of(
            "SYS_ADMIN with MKNOD",
            new Recorded().capabilities(0).with(SYS_ADMIN, MKNOD).runtimeDefault(),
            PRIVILEGED,
            "HostCapabilities",
            "HostDisk",
            "CanMount"),
        of(
            "unmasked proc as root",
            new Recorded().unmasked().runtimeDefault(),
            PRIVILEGED,
            "KernelSettings"),
        of(
            "unmasked proc as another user",
            new Recorded().unmasked().runtimeDefault().user(1000),
            WEAKENED,
            "UnmaskedProc"),
        of(
            "the host's /proc/sys/kernel with its process IDs",
            withPart("0:22 /sys/kernel /k rw - proc proc rw").host(Namespace.PID),
            PRIVILEGED,
            "KernelSettings",
            "HostPid"),
        of(
            "the same as another user",
            withPart("0:22 /sys/kernel /k rw - proc proc rw").host(Namespace.PID).user(1000),
            WEAKENED,
            "HostPid",
            "UnmaskedProc"),
        of(
            "the same read-only",
            withPart("0:22 /sys/kernel /k ro - proc proc rw").host(Namespace.PID),
            WEAKENED,
            "HostPid"),
        of(
            "/proc/sysrq-trigger",
            withPart("0:265 /sysrq-trigger /s rw - proc proc rw"),
            PRIVILEGED,
            "KernelSettings"),
        of(
            "/proc/irq writable",
            withPart("0:265 /irq /irq rw - proc proc rw"),
            WEAKENED,
            "UnmaskedProc"),
        of(
            "settings of its own network",
            withPart("0:265 /sys/net /n rw - proc proc rw"),
            CONFINED),
        of(
            "the host's /sys/kernel",
            withPart("0:23 /kernel /k rw - sysfs sysfs rw"),
            WEAKENED,
            "UnmaskedProc"),
        of(
            "a writable mount over the cover of /proc/sys",
            withPart("0:265 /sys /proc/sys rw - proc proc rw"),
            PRIVILEGED,
            "KernelSettings"),
        of(
            "a new /proc over the covered one",
            withPart("0:265 / /proc rw,nosuid,nodev,noexec - proc proc rw"),
            PRIVILEGED,
            "KernelSettings"),
        of(
            "rootless Podman",
            Recorded.inUserNamespace()
                .maps("0 1000 1\n1 100000 65536\n")
                .user(1000)
                .runtimeDefault(),
            CONFINED),
        of(
            "podman unshare",
            Recorded.inUserNamespace()
                .maps("0 1000 1\n1 100000 65536\n")
                .user(1000)
                .capabilities(Recorded.ALL)
                .host(Namespace.PID, Namespace.NET, Namespace.IPC, Namespace.UTS),
            WEAKENED,
            "HostPid",
            "HostNetwork",
            "HostIpc",
            "CanMount",
            "NoSeccomp"),
        of(
            "a process that entered the host's network",
            new Recorded()
                .runtimeDefault()
                .other(
                    "sh",
                    Recorded.USUAL,
                    Map.of(Namespace.NET, Recorded.host().get(Namespace.NET))),
            WEAKENED,
            "ForeignNamespace",
            "HostNetwork"));
  }

  private static Stream<Arguments> hostMounts() {
    return Stream.of(
        of(
            "docker.sock",
            mounted("0:26 /docker.sock /var/run/docker.sock rw"),
            PRIVILEGED,
            "RuntimeSocket"),
        of("/ writable", mounted("254:0 / /host rw"), PRIVILEGED, "HostRoot"),
        of("/ writable as nobody", mounted("254:0 / /host rw").user(65534), WEAKENED, "HostPath"),
        of("/etc read-only", mounted("254:0 /etc /host/etc ro"), WEAKENED, "HostPath"),
        of(
            "/run read-only, which has a runtime's socket",
            mounted("0:26 / /host/run ro"),
            PRIVILEGED,
            "RuntimeSocket"),
        of(
            "the host's /proc",
            new Recorded().runtimeDefault().mount("2000 1320 0:22 / /host/proc ro - proc proc rw"),
            WEAKENED,
            "HostPath"),
        of("a disk for data", mounted("254:0 /srv/data /data rw"), CONFINED),
        of(
            "another pod's volume",
            mounted(
                "254:0 /var/lib/kubelet/pods/4da9c4cc-00d9-44fb-9362-dbe177553012/volumes/kubernetes.io~empty-dir/s"
                    + " /theirs rw"),
            WEAKENED,
            "OtherPodsVolume"),
        of(
            "another pod's volume that a scan has put there",
            mounted(
                    "254:0 /var/lib/kubelet/pods/4da9c4cc-00d9-44fb-9362-dbe177553012/volumes/kubernetes.io~empty-dir/s"
                        + " /tools rw")
                .given("4da9c4cc-00d9-44fb-9362-dbe177553012"),
            CONFINED),
        of(
            "bidirectional propagation",
            new Recorded()
                .runtimeDefault()
                .mount("2000 1320 254:0 /srv/data /mnt rw shared:1 - ext4 /dev/sda1 rw"),
            WEAKENED,
            "BidirectionalPropagation"),
        of(
            "propagation within the pod",
            new Recorded().runtimeDefault().mount("2000 1320 0:99 / /mnt rw" + SHARED),
            CONFINED),
        of(
            "libvirt",
            new Recorded()
                .privileged()
                .host(Namespace.PID, Namespace.NET)
                .mount("2000 1320 0:26 /libvirt /run/libvirt rw - tmpfs tmpfs rw"),
            SUPER_PRIVILEGED,
            "HostCapabilities",
            "KernelSettings",
            "HostDisk",
            "HostPid",
            "HostPath",
            "AllDevices",
            "HostNetwork",
            "MoreCapabilities",
            "UnmaskedProc",
            "CanMount",
            "NoSeccomp"),
        of(
            "module loader",
            mounted("254:0 /lib/modules /lib/modules ro").with(SYS_MODULE),
            SUPER_PRIVILEGED,
            "HostCapabilities",
            "HostPath"),
        of(
            "Cockpit or a toolbox",
            new Recorded()
                .privileged()
                .host(Namespace.PID, Namespace.NET, Namespace.IPC, Namespace.UTS)
                .mount("2000 1320 254:0 / /host rw - ext4 /dev/sda1 rw"),
            SUPER_PRIVILEGED,
            "HostRoot",
            "HostCapabilities",
            "KernelSettings",
            "HostDisk",
            "HostPid",
            "AllDevices",
            "HostNetwork",
            "HostIpc",
            "MoreCapabilities",
            "UnmaskedProc",
            "CanMount",
            "NoSeccomp"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("setups")
  void a_set_up_has_its_verdict_and_reasons(
      String name, Recorded recorded, ContainmentVerdict verdict, List<String> reasons) {
    Judgement judged = recorded.judge();
    assertEquals(reasons, ids(judged), "the reasons for " + name + ": " + judged.findings());
    assertEquals(verdict, judged.containment().verdict(), "the verdict on " + name);
  }

  private static List<String> ids(Judgement judged) {
    return judged.findings().stream().map(finding -> finding.id()).toList();
  }

  private static Recorded withPart(String fields) {
    return new Recorded().runtimeDefault().mount("2000 1330 " + fields);
  }

  private static Recorded mounted(String fields) {
    return new Recorded().runtimeDefault().mount("2000 1320 " + fields + " - ext4 /dev/sda1 rw");
  }

  private static Arguments of(
      String name, Recorded recorded, ContainmentVerdict verdict, String... reasons) {
    return arguments(name, recorded, verdict, List.of(reasons));
  }
}
