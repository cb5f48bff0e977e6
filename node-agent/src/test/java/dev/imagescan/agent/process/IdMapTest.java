package dev.imagescan.agent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IdMapTest {

  private static final IdMap MAP =
      IdMap.parse("         0     100000      1000\n      1000       1000          1\nnonsense\n");

  @Test
  void ids_go_in_and_out() {
    assertEquals(5, MAP.inside(100_005, -1));
    assertEquals(100_005, MAP.outside(5, -1));
    assertEquals(1000, MAP.inside(1000, -1));
  }

  @Test
  void an_id_of_nobody_is_what_the_caller_takes_it_for() {
    assertEquals(7, MAP.inside(7, 7));
    assertEquals(101_000, MAP.inside(101_000, 101_000));
    assertEquals(2000, MAP.outside(2000, 2000));
  }

  @Test
  void all_of_the_hosts_ids_are_the_same_in_its_own_namespace() {
    IdMap host = IdMap.parse("         0          0 4294967295\n");
    assertEquals(4_294_967_294L, host.inside(4_294_967_294L, -1));
    assertEquals(0, host.outside(0, -1));
  }
}
