package dev.imagescan.agent.packages.python;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstalledAsTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO, FOLDER",
    "usr/lib/python3/dist-packages/six-1.16.0.egg-info, FILE",
    "venv/lib/python3.11/site-packages/a-1.dist-info/METADATA, FOLDER",
    "venv/lib/python3.11/site-packages/a-1.DIST-INFO/METADATA, FOLDER",
    "site-packages/setuptools/_vendor/wheel-0.43.0.dist-info/METADATA, FOLDER",
    "app/tests/venv/lib/python3.11/site-packages/a-1.dist-info/METADATA, FOLDER",
    "app/src/a.egg-info/PKG-INFO, FOLDER",
    "site-packages/a-1-py3.7.egg/EGG-INFO/PKG-INFO, FOLDER",
    "site-packages/a-1-py3.7.egg, EGG_ARCHIVE",
    "site-packages/~ip-21.dist-info/METADATA, NOTHING",
    "site-packages/pkg_resources/tests/data/a-1-py3.7.egg/EGG-INFO/PKG-INFO, NOTHING",
    "app/a-1/PKG-INFO, NOTHING",
    "usr/share/METADATA, NOTHING",
    "METADATA, NOTHING",
    "a.egg-info, FILE",
  })
  void a_path_tells_the_form(String path, InstalledAs expected) {
    assertEquals(expected, InstalledAs.of(path));
  }
}
