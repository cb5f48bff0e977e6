package dev.imagescan.operator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.client.CustomResource;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String ROOT = "dev.imagescan.operator";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void decisions_touch_neither_the_client_nor_the_sdk_nor_the_network() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".cluster..",
            ROOT + ".plan..",
            ROOT + ".inject..",
            ROOT + ".license..",
            ROOT + ".finding..",
            ROOT + ".progress..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "io.fabric8.kubernetes.client..", "io.javaoperatorsdk..", "java.net..")
                .and(not(equivalentTo(CustomResource.class))))
        .check(CLASSES);
  }

  @Test
  void knowledge_plans_mounts_verdicts_and_progress_build_on_one_another_and_on_nothing_above() {
    onlyDependOn("cluster");
    onlyDependOn("plan", "cluster");
    onlyDependOn("inject", "plan", "cluster");
    onlyDependOn("license", "plan", "cluster");
    onlyDependOn("finding", "plan", "cluster");
    onlyDependOn("progress", "inject", "license", "finding", "plan", "cluster");
  }

  @Test
  void the_controllers_do_not_know_of_each_other() {
    slices()
        .matching(ROOT + ".(nodescan|imagereport|scan|carrier)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  private static void onlyDependOn(String layer, String... below) {
    String[] allowed = new String[below.length + 4];
    allowed[0] = ROOT + "." + layer + "..";
    allowed[1] = "dev.imagescan.api..";
    allowed[2] = "java..";
    allowed[3] = "io.fabric8..";
    for (int i = 0; i < below.length; i++) {
      allowed[4 + i] = ROOT + "." + below[i] + "..";
    }
    classes()
        .that()
        .resideInAPackage(ROOT + "." + layer + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed).or(resideInAnyPackage("com.fasterxml.jackson..")))
        .check(CLASSES);
  }
}
