package com.qubetics.dvpn.ledger;

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
                GET /api/v1/sessions items[] | cursor
                POST /api/v1/sessions attempts[] | at most 3, one for each grant asked with
                GET /api/v1/agent/peers put[] | at most 65532, one for each tunnel address of a node
                GET /api/v1/agent/peers remove[] | at most the revisions that are kept; beyond them the whole set is sent
                POST /api/v1/agent/peers/results {} | whole: nothing in it
                POST /api/v1/agent/usage items[] | at most 1000, one for each asked with
                GET /api/v1/epochs/{number}/sessions file | whole: its hash is on chain
                GET /api/v1/epochs/{number}/openings file | whole: the rows that a block picked
                """))
        .isEmpty();
  }
}
