package dev.imagescan.agent.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.api.v1alpha1.Capabilities;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.ContainmentVerdict;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.MountAnswer;
import dev.imagescan.api.v1alpha1.SeccompState;
import dev.imagescan.api.v1alpha1.UserNamespace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a report of a container does not say because it is so for every ordinary one. */
class UsualTest {

  private static final List<String> USUAL =
      List.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "NET_RAW",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private static String left(
      UserNamespace own, long user, List<String> capabilities, boolean noNewPrivs, String seccomp)
      throws JsonProcessingException {
    return left(own, user, capabilities, noNewPrivs, seccomp, null);
  }

  private static String left(
      UserNamespace own,
      long user,
      List<String> capabilities,
      boolean noNewPrivs,
      String seccomp,
      List<DifferingProcess> processes)
      throws JsonProcessingException {
    Containment whole =
        new Containment(
            ContainmentVerdict.CONFINED,
            null,
            null,
            null,
            own,
            user,
            new Capabilities(capabilities, null, null, null),
            noNewPrivs,
            new SeccompState(seccomp, null),
            null,
            null,
            null,
            List.of(new MountAbility(MountAnswer.NO, "DeviceCgroup", List.of("fuse"), null)),
            processes,
            null,
            null);
    return new ObjectMapper().writeValueAsString(Usual.leftOut(whole));
  }

  @Test
  void an_ordinary_container_has_its_verdict_its_user_and_what_it_can_mount() throws Exception {
    assertEquals(
        "{\"verdict\":\"confined\",\"hostUser\":0,\"canMount\":[{\"wall\":\"DeviceCgroup\",\"what\":[\"fuse\"]}]}",
        left(null, 0, USUAL, false, "Disabled"));
  }

  @Test
  void whatever_differs_is_told() throws Exception {
    assertEquals(
        "{\"verdict\":\"confined\",\"userNamespace\":{\"uidMap\":\"0 1 9\",\"gidMap\":\"0 2 9\"},"
            + "\"hostUser\":7,\"capabilities\":{\"effective\":[]},\"noNewPrivs\":true,"
            + "\"seccomp\":{\"mode\":\"Filter\"},"
            + "\"canMount\":[{\"wall\":\"DeviceCgroup\",\"what\":[\"fuse\"]}]}",
        left(new UserNamespace("0 1 9", "0 2 9"), 7, List.of(), true, "Filter"));
  }

  @Test
  void the_same_map_of_users_and_groups_is_told_once() throws Exception {
    assertEquals(
        "{\"verdict\":\"confined\",\"userNamespace\":{\"uidMap\":\"0 1 9\"},"
            + "\"hostUser\":0,\"canMount\":[{\"wall\":\"DeviceCgroup\",\"what\":[\"fuse\"]}]}",
        left(new UserNamespace("0 1 9", "0 1 9"), 0, USUAL, false, "Disabled"));
  }

  @Test
  void a_process_that_is_held_otherwise_has_the_same_form() throws Exception {
    DifferingProcess process =
        new DifferingProcess(
            "sh",
            1,
            List.of("seccomp"),
            List.of(
                new MountAbility(MountAnswer.DIRECTLY, null, List.of("tmpfs"), null),
                new MountAbility(MountAnswer.NO, "NotInKernel", List.of("nfs"), null)));
    assertEquals(
        "{\"verdict\":\"confined\",\"hostUser\":0,"
            + "\"canMount\":[{\"wall\":\"DeviceCgroup\",\"what\":[\"fuse\"]}],"
            + "\"processes\":[{\"command\":\"sh\",\"count\":1,\"differs\":[\"seccomp\"],"
            + "\"canMount\":[{\"answer\":\"Directly\",\"what\":[\"tmpfs\"]},"
            + "{\"wall\":\"NotInKernel\",\"what\":[\"nfs\"]}]}]}",
        left(null, 0, USUAL, false, "Disabled", List.of(process)));
  }
}
