package com.qubetics.dvpn.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.lists.ReturnedLists;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ListsTest {

  @Test
  void cutsNoListWithoutAWord() {
    assertThat(
            ReturnedLists.complaints(
                Path.of("target/classes"),
                """
                GET /api/v1/epochs items[] | cursor
                GET /api/v1/epochs/{epoch}/rewards file | whole: its hash is on chain
                GET /api/v1/rewards/{account} periods[] | cursor
                GET /api/v1/rewards/{account} epochs[] | cursor
                GET /api/v1/claims/{account} items[] | cursor
                GET /api/v1/claims/{account} items[].proof[] | at most 256, the depth of a tree over accounts
                """))
        .isEmpty();
  }
}
