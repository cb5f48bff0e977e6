package dev.imagescan.e2e.product;

import static dev.imagescan.api.v1alpha1.ContainmentVerdict.SUPER_PRIVILEGED;
import static dev.imagescan.api.v1alpha1.ContainmentVerdict.WEAKENED;

import dev.imagescan.api.v1alpha1.ContainmentVerdict;
import dev.imagescan.e2e.cluster.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Processes of a container that are held otherwise than its first one. Each tries to mount things
 * and stays, so that it is seen.
 */
enum Straggler {
  /** Exec'd into the pod, it made itself namespaces. */
  OWN_NAMESPACES(WEAKENED, "", List.of("mnt", "net", "user", "capabilities")) {
    @Override
    void start(MountAttempts attempts, Injected space, String node) {
      inPod(space, "busybox unshare -U -r -m -n " + attempts.command("stay"));
    }
  },

  /** Exec'd into the pod, it restricted itself, which nobody can see. */
  LANDLOCKED(WEAKENED, "", List.of("noNewPrivs")) {
    @Override
    void start(MountAttempts attempts, Injected space, String node) {
      inPod(space, attempts.command("no-new-privs", "landlock", "stay"));
    }
  },

  /** Somebody on the node put it into the container's control group and mount namespace. */
  HOST_NAMESPACES(
      SUPER_PRIVILEGED,
      "seccompProfile: {type: RuntimeDefault}",
      List.of("ipc", "net", "pid", "uts", "capabilities", "seccomp")) {
    @Override
    void start(MountAttempts attempts, Injected space, String node) {
      String id = new Target(space, pod(), "main").status().getContainerID();
      String inside = attempts.command("stay") + " > /scratch/said";
      onNode(space, node, JOIN, id.substring(id.indexOf("//") + 2), inside);
    }

    @Override
    void end(Injected space, String node) {
      onNode(space, node, "kill -9 $(cat /run/straggler) && rm /run/straggler");
    }
  };

  /** Into the control groups of a container's oldest process, and into its mount namespace. */
  private static final String JOIN =
      """
      first=$(grep -ls "$1" /proc/[0-9]*/cgroup | cut -d/ -f3 | sort -n | head -1)
      test -n "$first" || exit 3
      setsid sh -c '
        echo $$ > /run/straggler
        while IFS=: read -r number controllers path; do
          for directory in /sys/fs/cgroup/${controllers#name=} /sys/fs/cgroup/unified; do
            test -d "$directory$path" && echo $$ > "$directory$path/cgroup.procs"
          done
        done < "/proc/$1/cgroup"
        exec nsenter --mount --target "$1" /bin/sh -c "exec $2"
      ' sh "$first" "$2" < /dev/null > /dev/null 2>&1 &
      """;

  private final ContainmentVerdict verdict;
  private final String security;
  private final List<String> differs;

  Straggler(ContainmentVerdict verdict, String security, List<String> differs) {
    this.verdict = verdict;
    this.security = security;
    this.differs = differs;
  }

  ContainmentVerdict verdict() {
    return verdict;
  }

  /** In what it differs from the first process. */
  List<String> differs() {
    return differs;
  }

  String pod() {
    return "straggler-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String yaml(String node, String image) {
    return Target.yaml(
        pod(),
        node,
        new String[] {"volumes:\n  - {name: scratch, emptyDir: {}}\n"},
        Target.container(
            "main",
            image,
            "",
            "volumeMounts:\n  - {name: scratch, mountPath: /scratch}\n",
            "securityContext: {" + security + "}"));
  }

  /** Starts it in the pod, which has the program. */
  abstract void start(MountAttempts attempts, Injected space, String node);

  /** Ends it, where it would not end with its container. */
  void end(Injected space, String node) {}

  /** What it could mount; waits until it has tried. */
  Map<String, MountAttempts.Attempt> tried(Injected space) {
    Target target = new Target(space, pod(), "main");
    Waiting.until(
        "the attempts in " + pod(),
        Injected.IN_TIME,
        () -> target.sh("cat /scratch/said || true").contains("stays"));
    return MountAttempts.parsed(target.sh("cat /scratch/said"));
  }

  void inPod(Injected space, String command) {
    new Target(space, pod(), "main")
        .sh("busybox setsid %s < /dev/null > /scratch/said 2>&1 &".formatted(command));
  }

  static void onNode(Injected space, String node, String script, String... arguments) {
    List<String> argv = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    argv.addAll(List.of(arguments));
    space
        .cluster()
        .faults("let a process into a container from its node")
        .onNode(node, argv.toArray(String[]::new))
        .run()
        .orThrow();
  }
}
