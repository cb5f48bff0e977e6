package dev.imagescan.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Which package may know which other: everything points down to the one that talks to the kernel.
 */
class ArchitectureTest {

  private static final String AGENT = "dev.imagescan.agent";

  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          uses("", "cli"),
          uses(
              "cli",
              "archive",
              "containment",
              "host",
              "image",
              "report",
              "stored",
              "inspect",
              "inject",
              "node",
              "hold",
              "packages",
              "root",
              "mounts",
              "process",
              "linux",
              "text"),
          uses("stored", "report", "inspect", "image", "packages", "purl", "root", "text"),
          uses(
              "node", "attempt", "fault", "hold", "inject", "inspect", "process", "seccomp",
              "linux", "text"),
          uses("hold", "attempt", "fault", "inject", "mounts", "process", "linux", "text"),
          uses("attempt", "text"),
          uses("fault"),
          uses("containment", "image", "root", "mounts", "process", "linux", "text"),
          uses(
              "report",
              "containment",
              "host",
              "inspect",
              "image",
              "packages",
              "purl",
              "mounts",
              "root",
              "text"),
          uses("host", "layers", "root", "mounts", "process", "linux", "text"),
          uses(
              "inspect",
              "containment",
              "drift",
              "host",
              "image",
              "packages",
              "purl",
              "packages.*",
              "licenses",
              "distribution",
              "layers",
              "root",
              "mounts",
              "process",
              "linux",
              "text"),
          uses(
              "drift",
              "containment",
              "packages",
              "packages.*",
              "layers",
              "root",
              "mounts",
              "process",
              "linux",
              "text"),
          ecosystem("debian"),
          ecosystem("alpine"),
          ecosystem("rpm"),
          ecosystem("pacman"),
          ecosystem("portage"),
          ecosystem("opkg", "packages.debian"),
          ecosystem("java", "packages.archive"),
          ecosystem("dotnet"),
          ecosystem("npm", "packages.archive"),
          ecosystem("python", "packages.archive"),
          ecosystem("ruby"),
          ecosystem("php"),
          ecosystem("r"),
          ecosystem("lua"),
          ecosystem("conda"),
          ecosystem("bitnami"),
          ecosystem("brew"),
          ecosystem("conan"),
          ecosystem("wordpress"),
          ecosystem("binary", "packages.elf", "packages.golang", "packages.rust"),
          ecosystem("golang", "packages.elf"),
          ecosystem("rust", "packages.elf"),
          uses("packages.metadata", "packages", "licenses", "root"),
          uses("packages.archive", "root"),
          uses("packages.elf", "root"),
          uses("packages", "licenses", "root"),
          uses("purl", "packages"),
          uses("archive", "image", "root", "text"),
          uses("image", "root", "text"),
          uses("distribution", "root", "text"),
          uses("licenses"),
          uses("inject", "fault", "layers", "mounts", "process", "linux"),
          uses("layers", "image", "root", "mounts", "process", "linux"),
          uses("root", "mounts", "process", "linux", "text"),
          uses("mounts", "linux", "text"),
          uses("process", "mounts", "linux"),
          uses("seccomp", "linux"),
          uses("linux"),
          uses("text"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(AGENT);

  @TestFactory
  List<DynamicTest> each_package_uses_only_what_lies_below_it() {
    Set<String> all = new TreeSet<>();
    CLASSES.forEach(one -> all.add(name(one)));
    return all.stream()
        .map(
            from ->
                DynamicTest.dynamicTest(
                    from.isEmpty() ? "agent" : from,
                    () -> assertEquals(Set.of(), violations(from))))
        .toList();
  }

  @Test
  void native_code_is_called_in_one_package() {
    noClasses()
        .that()
        .resideOutsideOfPackage(AGENT + ".linux")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jnr..", "com.kenai..", "java.lang.foreign..")
        .check(CLASSES);
  }

  @Test
  void no_path_of_a_container_can_go_to_java_nio() {
    noClasses()
        .that()
        .resideOutsideOfPackages(AGENT + ".cli", AGENT + ".root")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.File")
        .check(CLASSES);
  }

  @Test
  void kubernetes_is_known_to_the_packages_that_speak_with_it_alone() {
    noClasses()
        .that()
        .resideOutsideOfPackages(AGENT + ".node", AGENT + ".stored")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8.kubernetes..")
        .check(CLASSES);
  }

  /** The cataloguers of one ecosystem know no other's. */
  private static Map.Entry<String, Set<String>> ecosystem(String name, String... more) {
    Set<String> below = new TreeSet<>(List.of(more));
    below.addAll(List.of("packages", "packages.metadata", "licenses", "root"));
    return Map.entry("packages." + name, below);
  }

  private static Map.Entry<String, Set<String>> uses(String from, String... to) {
    return Map.entry(from, Set.of(to));
  }

  private static Set<String> violations(String from) {
    Set<String> allowed = MAY_USE.getOrDefault(from, Set.of());
    Set<String> violations = new TreeSet<>();
    for (JavaClass one : CLASSES) {
      if (name(one).equals(from)) {
        for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
          String to = name(dependency.getTargetClass());
          if (to != null && !to.equals(from) && !isAllowed(to, allowed)) {
            violations.add(dependency.getDescription());
          }
        }
      }
    }
    return violations;
  }

  private static boolean isAllowed(String to, Set<String> allowed) {
    return allowed.contains(to) || allowed.contains(to.replaceFirst("\\.[a-z]+$", ".*"));
  }

  /** The package below the agent's; null for one that is not the agent's. */
  private static String name(JavaClass one) {
    String name = one.getPackageName();
    if (!name.startsWith(AGENT)) {
      return null;
    }
    return name.length() == AGENT.length() ? "" : name.substring(AGENT.length() + 1);
  }
}
