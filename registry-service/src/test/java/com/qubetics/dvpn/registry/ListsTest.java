package com.qubetics.dvpn.registry;

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
                GET /api/v1/nodes items[] | cursor
                GET /api/v1/nodes items[].reasons[] | at most 30, one of each code and 16 of the agent
                GET /api/v1/nodes/{id} reasons[] | at most 30, one of each code and 16 of the agent
                GET /api/v1/nodes/{id}/chain-history items[] | cursor
                GET /api/v1/nodes/{id}/chain-history items[].details{} | whole: one event's members
                GET /api/v1/providers/{account} nodes[] | cursor
                GET /api/v1/providers/{account} nodes[].reasons[] | at most 30, one of each code and 16 of the agent
                GET /api/v1/providers/{account}/chain-history items[] | cursor
                GET /api/v1/providers/{account}/chain-history items[].details{} | whole: one event's members
                GET /api/v1/slots/{slot} nodes[] | whole: the draw is repeated from all; each has a deposit
                GET /api/v1/slots/{slot} nodes[].probers[] | at most 7, as drawn
                GET /api/v1/epochs/{epoch}/performance file | whole: its hash is on chain
                GET /api/v1/epochs/{epoch}/probe-answers file | whole: an epoch's slots
                POST /api/v1/agent/heartbeats reasons[] | at most 30, one of each code and 16 of the agent
                POST /api/v1/agent/heartbeats node.reasons[] | at most 30, one of each code and 16 of the agent
                POST /api/v1/agent/heartbeats assignments[] | at most one for each node of the slot, all of them
                POST /api/v1/agent/heartbeats probeKeys[] | whole: of the epochs around the present slot
                POST /api/v1/agent/reachability ports[] | at most 2, the port and the next
                """))
        .isEmpty();
  }
}
