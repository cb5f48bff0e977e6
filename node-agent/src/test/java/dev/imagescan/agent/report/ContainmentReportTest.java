package dev.imagescan.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.agent.containment.Judgement;
import dev.imagescan.api.v1alpha1.Capabilities;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.ContainmentVerdict;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import dev.imagescan.api.v1alpha1.HostAccess;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.MountAnswer;
import dev.imagescan.api.v1alpha1.ReportFinding;
import dev.imagescan.api.v1alpha1.SeccompState;
import dev.imagescan.api.v1alpha1.Severity;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainmentReportTest {

  private static final String TABLE =
      """

      Containment: super-privileged

      SEVERITY  FINDING   WHAT
      critical  HostRoot  The container can write to the host's own files: /<b>host</b>

      WALL          STATE
      namespaces    the host's pid
      users         the host's; runs as 0
      capabilities  ALL
      no_new_privs  not set: set-user-ID programs work
      seccomp       none: every system call goes through
      label         none
      devices       all of the host's

      OF THE HOST  WRITABLE  SEEN AT         FINDING
      /            yes       /<b>host</b>  HostRoot

      CAN IT MOUNT  ANSWER
      tmpfs, bind   yes, unless stopped by Landlock rules of its own, which cannot be seen from outside
      overlay       yes, in a new user namespace
      nfs           no: the kernel has no such file system
      fuse          not known: the device control group decides

      Not all processes and threads were looked at or are told of.

      OTHER PROCESSES  NUMBER  DIFFER IN              CAN MOUNT
      worker           4       capabilities, seccomp  as above
      """
          .replace("SEEN AT         FINDING", "SEEN AT       FINDING");

  @Test
  void a_person_sees_the_verdict_and_the_walls() throws IOException {
    String text = Samples.written(report(), Format.TABLE);
    assertTrue(text.endsWith(TABLE), text);
  }

  @Test
  void a_program_gets_what_a_container_report_has() throws IOException {
    JsonNode json = new ObjectMapper().readTree(Samples.written(report(), Format.JSON));
    assertEquals("super-privileged", json.at("/containment/verdict").asText());
    assertEquals("Directly", json.at("/containment/canMount/0/answer").asText());
    assertEquals("HostRoot", json.at("/findings/0/id").asText());
    assertEquals("Critical", json.at("/findings/0/severity").asText());
  }

  @Test
  void the_page_shows_it_as_text() throws IOException {
    String page = Samples.written(report(), Format.HTML);
    assertTrue(page.contains("<h3>Containment: super-privileged</h3>"), page);
    assertTrue(page.contains("/&lt;b&gt;host&lt;/b&gt;"), page);
    assertFalse(page.contains("<b>host"), page);
  }

  @Test
  void what_is_no_process_has_none() throws IOException {
    assertFalse(Samples.written(Samples.empty(), Format.JSON).contains("containment"));
  }

  private static InspectionReport report() {
    ReportFinding root =
        new ReportFinding(
            "HostRoot",
            Severity.CRITICAL,
            "The container can write to the host's own files: /<b>host</b>");
    Containment containment =
        new Containment(
            ContainmentVerdict.SUPER_PRIVILEGED,
            List.of("HostRoot"),
            List.of("pid"),
            null,
            null,
            0L,
            new Capabilities(List.of("ALL"), null, null, null),
            false,
            new SeccompState("Disabled", null),
            null,
            "All",
            List.of(new HostAccess("/<b>host</b>", "HostRoot", "/", true, null)),
            List.of(
                new MountAbility(MountAnswer.DIRECTLY, null, List.of("tmpfs", "bind"), "Landlock"),
                new MountAbility(
                    MountAnswer.THROUGH_USER_NAMESPACE, null, List.of("overlay"), null),
                new MountAbility(MountAnswer.NO, "NotInKernel", List.of("nfs"), null),
                new MountAbility(MountAnswer.UNKNOWN, "DeviceCgroup", List.of("fuse"), null)),
            List.of(new DifferingProcess("worker", 4, List.of("capabilities", "seccomp"), null)),
            true,
            null);
    return Samples.empty().with(Optional.of(new Judgement(containment, List.of(root))));
  }
}
