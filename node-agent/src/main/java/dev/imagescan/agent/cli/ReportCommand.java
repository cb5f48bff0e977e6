package dev.imagescan.agent.cli;

import dev.imagescan.agent.report.Format;
import dev.imagescan.agent.report.InspectionReport;
import dev.imagescan.agent.stored.NotThereException;
import dev.imagescan.agent.stored.StoredReports;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code imagescan report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes what a cluster's scans have found: the packages of their images, with licences and"
          + " layers.",
      "",
      "Reads ImageScans and ImageReports of the cluster that kubectl uses, with the same rights."
          + " Nothing is inspected anew.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is there",
      "1:nothing could be read; the standard error says why",
      "2:the arguments make no sense",
      "3:the report is there, but not all of it; the standard error says what is missing"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  imagescan report imagescan/checkout -n shop",
      "  imagescan report clusterimagescan/everything -o html > report.html",
      "  imagescan report image/sha256:4f2a -o spdx-json > sbom.spdx.json"
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "KIND/NAME",
      description = {
        "imagescan/NAME or clusterimagescan/NAME: the images of a scan;",
        "image/DIGEST: one image, by its digest, or the beginning of it."
      })
  private String subject;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Where the ImageScan is; the context's own when left out.")
  private String namespace;

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      description = "Which of the kubeconfig's contexts to use; the current one when left out.")
  private String context;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = Choices.Formats.class,
      description =
          "table (for people, the default), json, cyclonedx-json, spdx-json, or html (one page).")
  private Format format;

  private final Output output;
  private final PrintStream errors;

  ReportCommand(Output output, PrintStream errors) {
    this.output = output;
    this.errors = errors;
  }

  @Override
  public Integer call() throws Failure, IOException {
    String[] words = subject.split("/", 2);
    if (words.length < 2 || words[1].isEmpty()) {
      throw usage(
          "'%s' is not KIND/NAME; for example imagescan/checkout or image/sha256:4f2a"
              .formatted(subject));
    }
    try (StoredReports reports = StoredReports.open(context)) {
      InspectionReport report = reports.find(kind(words[0]), namespace, words[1]);
      report.write(format, new BufferedOutputStream(output));
      reports.missing().forEach(what -> errors.println("imagescan: " + what));
      return reports.missing().isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    } catch (NotThereException e) {
      throw new Failure(e.getMessage());
    }
  }

  private StoredReports.Kind kind(String word) {
    return switch (word) {
      case "imagescan", "imagescans", "iscan" -> StoredReports.Kind.IMAGE_SCAN;
      case "clusterimagescan", "clusterimagescans", "ciscan" ->
          StoredReports.Kind.CLUSTER_IMAGE_SCAN;
      case "image", "imagereport", "imagereports", "ireport" -> StoredReports.Kind.IMAGE;
      default ->
          throw usage(
              "there is no kind '%s' here; imagescan, clusterimagescan and image are known"
                  .formatted(word));
    };
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
