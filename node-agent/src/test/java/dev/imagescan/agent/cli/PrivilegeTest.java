package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegeTest {

  @ParameterizedTest
  @CsvSource({
    "'         0          0 4294967295\n', 0, true, ROOT",
    "'         0          0 4294967295\n', 1000, true, ROOT",
    "'         0          0 4294967295\n', 1000, false, USER",
    "'0 1000 1\n1 100000 65536\n', 0, true, ROOT_OF_NAMESPACE",
    "'0 1000 1\n1 100000 65536\n', 0, false, USER"
  })
  void who_this_is(String map, int uid, boolean mayMount, Privilege expected) {
    assertEquals(expected, Privilege.of(map, uid, mayMount));
  }

  @Test
  void only_a_want_of_rights_is_answered_with_advice() {
    assertEquals("", Privilege.USER.adviceOn(new IOException("something else")));
  }
}
