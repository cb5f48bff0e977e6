package dev.imagescan.agent.packages.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import java.util.List;
import org.junit.jupiter.api.Test;

class LicenseFolderTest {

  private static final String FILE = "usr/share/licenses/a/LICENSE";
  private static final String BSD =
      """
      Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
      following conditions are met:
      1. Redistributions of source code must retain the above copyright notice, this list of conditions and the
      following disclaimer.
      2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the
      following disclaimer in the documentation and/or other materials provided with the distribution.
      THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
      INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
      DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
      SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
      SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
      WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
      OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
      """;

  @Test
  void the_text_tells_which_bsd_licence_is_meant() {
    assertEquals(new License("BSD-2-Clause", Evidence.TEXT), decide("BSD", BSD));
  }

  @Test
  void the_text_of_another_licence_does_not_replace_what_is_declared() {
    assertEquals(
        new License("LicenseRef-BSD", Evidence.DECLARED),
        decide("BSD", "SPDX-License-Identifier: GPL-2.0-only\n"));
    assertEquals(new License("MIT", Evidence.DECLARED), decide("MIT", BSD));
    assertEquals(
        new License("LicenseRef-BSD AND GPL-2.0-or-later", Evidence.DECLARED),
        decide("BSD and GPLv2+", BSD));
  }

  @Test
  void where_nothing_is_declared_the_text_counts() {
    assertEquals(new License("BSD-2-Clause", Evidence.TEXT), decide("", BSD));
  }

  @Test
  void without_a_text_nothing_is_known() {
    assertEquals(License.UNKNOWN, decide("", "Words.\n"));
  }

  private static License decide(String declared, String text) {
    Cataloguer cataloguer =
        new Cataloguer() {
          @Override
          public List<Wanted> wanted() {
            return List.of(new Wanted.AtPath("database"));
          }

          @Override
          public void read(Source source) {
            source.add(
                Package.of(PackageType.RPM, "a", "1")
                    .license(LicenseFolder.decide(source, "a", DeclaredLicense.fedora(declared))));
          }
        };
    MapRoot root = new MapRoot().with("database", "").with(FILE, text);
    return Cataloguers.read(root, List.of(cataloguer)).packages().getFirst().license();
  }
}
