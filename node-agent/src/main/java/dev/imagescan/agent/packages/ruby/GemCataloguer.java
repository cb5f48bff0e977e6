package dev.imagescan.agent.packages.ruby;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import dev.imagescan.agent.packages.metadata.TestMaterial;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gems: by the specifications that RubyGems and Bundler write when they install one. Those that
 * authors write, which may compute what they say, lie in other folders and are not read.
 */
public final class GemCataloguer implements Cataloguer {

  private static final String SPECIFICATIONS = "specifications";
  private static final String GEMS = "gems";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,255}");

  /** Ruby's own licence, and the other that it lets choose by each of its names. */
  private static final Set<String> RUBYS = Set.of("Ruby", "BSDL", "BSD-2-Clause");

  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Ending(".gemspec"));
  }

  /**
   * Gems lie in specifications, those that come with Ruby in specifications/default, and what
   * Bundler took from a repository in bundler/gems/NAME-COMMIT, or in a folder of its own there.
   */
  @Override
  public boolean wants(String path) {
    List<String> names = Arrays.asList(path.split("/"));
    int end = names.size() - 1;
    boolean wanted =
        end >= 1 && names.get(end - 1).equals(SPECIFICATIONS)
            || end >= 2 && isPair(names, end - 2, SPECIFICATIONS, "default")
            || end >= 3 && isPair(names, end - 3, "bundler", GEMS)
            || end >= 4
                && isPair(names, end - 4, "bundler", GEMS)
                && names.get(end).equals(names.get(end - 1) + ".gemspec");
    return wanted && !TestMaterial.among(names.subList(Math.max(names.indexOf(GEMS), 0) + 1, end));
  }

  private static boolean isPair(List<String> names, int at, String first, String second) {
    return names.get(at).equals(first) && names.get(at + 1).equals(second);
  }

  @Override
  public void read(Source source) throws IOException {
    GemSpecification gem = GemSpecification.read(source.file());
    if (gem.name() == null
        || gem.version() == null
        || !NAME.matcher(gem.name()).matches()
        || !VERSION.matcher(gem.version()).matches()
        || !VERSION.matcher(gem.platform()).matches()) {
      throw new UnreadableException(source.path(), Unreadable.MALFORMED);
    }
    Package found = Package.of(PackageType.GEM, gem.name(), gem.version());
    if (!gem.platform().equals(GemSpecification.ANY_PLATFORM)) {
      found = found.architecture(gem.platform());
    }
    if (!source.identityOnly()) {
      found =
          found.license(
              LicenseFiles.decide(
                  declared(gem.licenses()), () -> LicenseFiles.in(source, filesOf(gem, source))));
    }
    source.add(found);
  }

  /**
   * Ruby's licence is a choice by its own text, "either the terms of the 2-clause BSDL, or the
   * conditions below"; how else the licences of a gem belong together is not said, so all hold.
   */
  private static Optional<LicenseExpression> declared(List<String> licenses) {
    Set<String> rubys = licenses.size() == 2 ? Set.copyOf(licenses) : RUBYS;
    if (!licenses.contains("Ruby") || licenses.stream().filter(rubys::contains).count() < 2) {
      return DeclaredLicense.allOf(licenses);
    }
    List<LicenseExpression> parts = new ArrayList<>();
    DeclaredLicense.anyOf(
            licenses.stream().filter(rubys::contains).map(GemCataloguer::ofRuby).toList())
        .ifPresent(parts::add);
    DeclaredLicense.allOf(licenses.stream().filter(name -> !rubys.contains(name)).toList())
        .ifPresent(parts::add);
    return Optional.of(LicenseExpression.all(parts));
  }

  private static String ofRuby(String name) {
    return name.equals("BSDL") ? "BSD-2-Clause" : name;
  }

  /** Where the gem's own files are. */
  private static String filesOf(GemSpecification gem, Source source) {
    String directory = source.directory();
    int end = ("/" + directory + "/").lastIndexOf("/" + SPECIFICATIONS + "/");
    return end < 0 ? directory : directory.substring(0, end) + GEMS + "/" + gem.fullName();
  }
}
