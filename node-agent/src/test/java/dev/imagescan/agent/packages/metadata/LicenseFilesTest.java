package dev.imagescan.agent.packages.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.root.Unreadable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LicenseFilesTest {

  private static final String MIT = "SPDX-License-Identifier: MIT\n";
  private static final String ISC = "SPDX-License-Identifier: ISC\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LICENSE",
        "a/License.txt",
        "licence.md",
        "COPYING",
        "UNLICENSE",
        "MIT-LICENSE",
        "LICENSE-MIT",
        "LICENSE.APACHE2",
        "LICENSE-APACHE.txt",
        "COPYING.LESSER"
      })
  void licence_files_are_known_by_their_names(String path) {
    assertTrue(LicenseFiles.is(path), path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "license.js",
        "LICENSE-checker.json",
        "licenses",
        "a/README",
        "NOTICE",
        "license.py"
      })
  void programs_and_the_like_are_none(String path) {
    assertFalse(LicenseFiles.is(path), path);
  }

  @Test
  void files_that_say_the_same_say_it_together() {
    assertEquals("MIT", said(dir().with("d/LICENSE", MIT).with("d/COPYING", MIT)));
    assertEquals("MIT", said(dir().with("d/LICENSE", MIT).with("d/LICENSE-3rdparty", ISC)));
    assertEquals("ISC", said(dir().with("d/LICENSE-ISC", ISC)));
    assertEquals("ISC", said(dir().with("d/COPYING", MIT).with("d/COPYING.LESSER", ISC)));
  }

  @Test
  void how_files_that_say_different_things_belong_together_is_not_known() {
    assertEquals("", said(dir().with("d/LICENSE-MIT", MIT).with("d/LICENSE-ISC", ISC)));
    assertEquals("", said(dir().with("d/LICENSE", MIT).with("d/COPYING", ISC)));
    assertEquals("", said(dir().with("d/LICENSE", "All rights reserved.\n")));
    assertEquals("", said(dir()));
  }

  @Test
  void a_file_may_leave_two_others_to_choose_from() {
    MapRoot two =
        dir()
            .with(
                "d/LICENSE",
                "under the terms of *either* of the licenses\nfound in LICENSE.A or LICENSE.B. x")
            .with("d/LICENSE.A", MIT);
    assertEquals("", said(two));
    assertEquals("MIT OR ISC", said(two.with("d/LICENSE.B", ISC)));
  }

  @Test
  void a_file_that_is_too_long_or_cannot_be_read_says_nothing() {
    MapRoot root =
        dir()
            .with("d/LICENSE", 1L << 40, () -> Garbage.repeated('x', 1L << 40))
            .refusing("d/COPYING", Unreadable.DENIED);
    assertEquals("", said(root));
  }

  @Test
  void what_is_declared_counts_unless_the_file_tells_more() {
    Optional<LicenseExpression> mit = Optional.of(LicenseExpression.of("MIT"));
    Optional<LicenseExpression> odd = Optional.of(LicenseExpression.of("LicenseRef-BSD"));
    assertEquals(new License("MIT", Evidence.DECLARED), LicenseFiles.decide(mit, () -> odd));
    assertEquals(new License("MIT", Evidence.TEXT), LicenseFiles.decide(odd, () -> mit));
    assertEquals(
        new License("LicenseRef-BSD", Evidence.DECLARED),
        LicenseFiles.decide(odd, Optional::empty));
    assertEquals(
        new License("LicenseRef-BSD", Evidence.TEXT),
        LicenseFiles.decide(Optional.empty(), () -> odd));
    assertEquals(License.UNKNOWN, LicenseFiles.decide(Optional.empty(), Optional::empty));
  }

  @Test
  void what_is_declared_counts_when_the_list_has_a_part_of_it() {
    LicenseExpression isc = LicenseExpression.of("ISC");
    LicenseExpression both =
        LicenseExpression.all(List.of(isc, LicenseExpression.of("LicenseRef-BSD")));
    assertEquals(
        new License("ISC AND LicenseRef-BSD", Evidence.DECLARED),
        LicenseFiles.decide(Optional.of(both), () -> Optional.of(isc)));
  }

  private static MapRoot dir() {
    return new MapRoot().with("asking", "").with("d/other", "");
  }

  private static String said(MapRoot root) {
    StringBuilder said = new StringBuilder();
    Cataloguer asking =
        new Cataloguer() {
          @Override
          public List<Wanted> wanted() {
            return List.of(new Wanted.AtPath("asking"));
          }

          @Override
          public void read(Source source) {
            LicenseFiles.in(source, "d").ifPresent(said::append);
          }
        };
    Cataloguers.read(root, List.of(asking));
    return said.toString();
  }
}
