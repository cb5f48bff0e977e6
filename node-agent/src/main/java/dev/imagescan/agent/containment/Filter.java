package dev.imagescan.agent.containment;

import java.util.List;

/**
 * The seccomp filter that a runtime was told to install. What the kernel holds cannot be read back
 * without SYS_ADMIN.
 *
 * @param allowsByDefault what happens to a call of which no rule tells
 */
record Filter(boolean allowsByDefault, List<Rule> rules) {

  /** CLONE_NEWUSER, which unshare and clone have in their first argument. */
  private static final long NEW_USER = 0x10000000L;

  /** CLONE_NEWNS and CLONE_NEWUSER. */
  private static final long NEW_USER_AND_MOUNTS = NEW_USER | 0x20000L;

  Filter {
    rules = List.copyOf(rules);
  }

  /** One name in one rule; a rule holds when all its conditions do. */
  record Rule(String call, boolean allows, List<Condition> conditions) {
    Rule {
      conditions = List.copyOf(conditions);
    }
  }

  /** A condition on an argument, as libseccomp has them. */
  record Condition(int index, long value, long valueTwo, String operator) {

    /** Whether it holds for the first argument; one on another argument may. */
    boolean mayHold(long first) {
      return index != 0
          || switch (operator) {
            case "SCMP_CMP_MASKED_EQ" -> (first & value) == valueTwo;
            case "SCMP_CMP_EQ" -> first == value;
            case "SCMP_CMP_NE" -> first != value;
            default -> true;
          };
    }
  }

  /** Whether mount(2) goes through, or all that does the same in steps. */
  boolean allowsMount() {
    return allows("mount", 0)
        || (allows("fsopen", 0)
            && allows("fsconfig", 0)
            && allows("fsmount", 0)
            && allows("move_mount", 0));
  }

  /** Whether a process can get into a new user namespace with a mount namespace of its own. */
  boolean allowsUserNamespace() {
    return allows("unshare", NEW_USER_AND_MOUNTS)
        || allows("clone", NEW_USER_AND_MOUNTS)
        || allows("clone3", 0);
  }

  private boolean allows(String call, long first) {
    List<Rule> matching =
        rules.stream()
            .filter(rule -> rule.call().equals(call))
            .filter(rule -> rule.conditions().stream().allMatch(each -> each.mayHold(first)))
            .toList();
    return allowsByDefault
        ? matching.stream().allMatch(Rule::allows)
        : matching.stream().anyMatch(Rule::allows);
  }
}
