package dev.imagescan.agent.packages.ruby;

import dev.imagescan.agent.packages.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a gem's specification says. It is Ruby source, and is not run: RubyGems writes it in always
 * the same form, one value a line, and newer versions of it repeat what is most important in a
 * comment at the top, which RubyGems itself prefers.
 *
 * @param name null when it is not said plainly
 * @param version null when it is not said plainly
 * @param platform {@link #ANY_PLATFORM} for a gem of Ruby alone
 * @param licenses their names
 * @see <a href="https://guides.rubygems.org/specification-reference/">Specification reference</a>
 */
record GemSpecification(String name, String version, String platform, List<String> licenses) {

  /** The platform of a gem that runs everywhere. */
  static final String ANY_PLATFORM = "ruby";

  /** No gem has this many lines before it has said all. */
  private static final int MAX_LINES = 5_000;

  private static final Pattern STUB =
      Pattern.compile("# stub: (?<name>[A-Za-z0-9._-]+) (?<version>[!-~]+) (?<platform>[!-~]+) .*");

  private static final Pattern FIELD =
      Pattern.compile(
          "\\s*\\w+\\.(?<name>name|version|platform|licenses?)\\s*=\\s*(?<value>\\S.*)");

  private static final Pattern NEW_VERSION =
      Pattern.compile("Gem::Version\\.new[ (]\\s*(?<text>.*)");

  /** Reads one from its beginning; the stream stays open. */
  static GemSpecification read(InputStream in) throws IOException {
    GemSpecification gem = new GemSpecification(null, null, ANY_PLATFORM, List.of());
    Lines lines = new Lines(in);
    String line = lines.next();
    boolean stubbed = false;
    for (int i = 0; line != null && i < MAX_LINES; i++, line = lines.next()) {
      Matcher stub = STUB.matcher(line);
      if (!stubbed && stub.matches()) {
        stubbed = true;
        gem = gem.stub(stub.group("name"), stub.group("version"), stub.group("platform"));
      } else {
        gem = gem.with(FIELD.matcher(line), stubbed);
      }
    }
    return gem;
  }

  private GemSpecification stub(String named, String numbered, String on) {
    return new GemSpecification(named, numbered, on, licenses);
  }

  private GemSpecification with(Matcher field, boolean stubbed) {
    if (!field.matches()) {
      return this;
    }
    String value = field.group("value");
    String kind = field.group("name");
    if (kind.startsWith("license")) {
      List<String> named = RubyText.list(value);
      return named.isEmpty() ? this : new GemSpecification(name, version, platform, named);
    }
    Optional<String> text = RubyText.literal(bare(value));
    if (stubbed || text.isEmpty()) {
      return this;
    }
    return switch (kind) {
      case "name" -> stub(text.get(), version, platform);
      case "version" -> stub(name, text.get(), platform);
      default -> stub(name, version, text.get());
    };
  }

  private static String bare(String value) {
    Matcher version = NEW_VERSION.matcher(value);
    return version.matches() ? version.group("text") : value;
  }

  /** How the folder with the gem's files is named. */
  String fullName() {
    String plain = name + "-" + version;
    return platform.equals(ANY_PLATFORM) ? plain : plain + "-" + platform;
  }
}
