package dev.imagescan.agent.packages.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainVersionTest {

  private static final String MODULE = "example.com/tool/v2";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "-X main.version=v1.2.3                                    | v1.2.3",
        "-s -w -X=main.Version=1.2.3                               | v1.2.3",
        "--X main.gitTag=refs/tags/v1.2.3                          | v1.2.3",
        "-X 'main.date=a day' -X 'main.buildVersion=1.2.3 (x)'     | v1.2.3",
        "-X example.com/tool/v2/internal/version.gitVersion=v1.2.3-rc.1+x | v1.2.3-rc.1+x",
        "-X example.com/tool/v2.Version=v1.2.3                     | v1.2.3",
        "-X=\"main.ver=1.2.3\"                                     | v1.2.3",
        "-X main.goVersion=1.22.1                                  |",
        "-X main.APIVersion=1.22.1                                 |",
        "-X main.version=dev                                       |",
        "-X example.com/other/version.Version=v1.2.3               |",
        "-X example.com/tool/v22.Version=v1.2.3                    |",
        "-X main.versionURL=1.2.3                                  |",
        "-s -X                                                     |",
        "-X main.version                                           |",
        "-X =1.2.3                                                 |",
        "main.version=v1.2.3                                       |",
      })
  void the_version_that_the_linker_was_told_of_is_the_programs_own_or_none(
      String flags, String version) {
    assertEquals(
        Optional.ofNullable(version),
        MainVersion.of(MODULE, modules("build\t-ldflags=" + quoted(flags))),
        flags);
  }

  @Test
  void else_it_is_the_revision_as_go_writes_it() {
    String revision =
        "build\tvcs.revision=0123456789abcdef0123456789abcdef01234567\n"
            + "build\tvcs.time=2024-02-29T23:59:58Z\n";
    assertEquals(
        Optional.of("v2.0.0-20240229235958-0123456789ab"),
        MainVersion.of(MODULE, modules(revision)));
    assertEquals(
        Optional.of("v0.0.0-20240229235958-0123456789ab"),
        MainVersion.of("example.com/tool", modules(revision)));
  }

  @Test
  void a_revision_that_makes_no_sense_is_none() {
    for (String lines :
        new String[] {
          "build\tvcs.revision=0123456789abcdef",
          "build\tvcs.revision=0123456789abcdef\nbuild\tvcs.time=yesterday",
          "build\tvcs.revision=0123456789abcdef\nbuild\tvcs.time=",
          "build\tvcs.revision=\u001b[2J0123456789\nbuild\tvcs.time=2024-02-29T23:59:58Z"
        }) {
      assertEquals(Optional.empty(), MainVersion.of(MODULE, modules(lines)), lines);
    }
  }

  private static Modules modules(String lines) {
    return Modules.parse(lines);
  }

  private static String quoted(String flags) {
    return '"' + flags.replace("\"", "\\\"") + '"';
  }
}
