package dev.imagescan.agent.packages.npm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "app/node_modules/lodash/package.json, INSTALLED",
    "app/node_modules/@babel/core/package.json, INSTALLED",
    "node_modules/lodash/package.json, INSTALLED",
    "usr/local/lib/node_modules/npm/node_modules/abbrev/package.json, INSTALLED",
    "app/node_modules/.pnpm/lodash@4.17.21/node_modules/lodash/package.json, INSTALLED",
    "app/node_modules/.pnpm/a@1/node_modules/@s/a/package.json, INSTALLED",
    "app/node_modules/.store/a-npm-1-2/package/package.json, CARRIED",
    "app/node_modules/.cache/a/package.json, CARRIED",
    "usr/share/nodejs/abbrev/package.json, INSTALLED",
    "usr/share/nodejs/@npmcli/arborist/package.json, INSTALLED",
    "usr/lib/x86_64-linux-gnu/nodejs/sqlite3/package.json, INSTALLED",
    "usr/local/nodejs/lib/node_modules/npm/package.json, INSTALLED",
    "opt/nodejs/package.json, OWN",
    "opt/yarn-v1.22.22/package.json, OWN",
    "app/package.json, OWN",
    "package.json, OWN",
    "test/package.json, OWN",
    "test/node_modules/a/package.json, INSTALLED",
    "app/tests/node_modules/a/package.json, INSTALLED",
    "app/tests/package.json, NONE",
    "app/node_modules/package.json, NONE",
    "app/node_modules/@scope/package.json, NONE",
    "app/node_modules/test/package.json, INSTALLED",
    "app/node_modules/@a/test/package.json, INSTALLED",
    "app/node_modules/rxjs/ajax/package.json, CARRIED",
    "app/node_modules/next/dist/compiled/@babel/runtime/package.json, CARRIED",
    "app/node_modules/resolve/test/resolver/multirepo/package.json, NONE",
    "app/node_modules/browser-resolve/test/fixtures/node_modules/a/package.json, NONE",
    "usr/lib/python3/dist-packages/notebook/static/components/jquery/package.json, CARRIED",
    "usr/lib/python3/dist-packages/notebook/tests/package.json, NONE",
    "var/lib/gems/3.1.0/gems/actioncable-7.0.4/package.json, CARRIED",
    "usr/share/doc/node-x/examples/package.json, NONE",
  })
  void a_path_tells_what_a_package_json_is(String path, Placement expected) {
    assertEquals(expected, Placement.of(path));
  }
}
