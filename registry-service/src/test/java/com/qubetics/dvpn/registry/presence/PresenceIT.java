package com.qubetics.dvpn.registry.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.registry.RegistryStage;
import com.qubetics.dvpn.registry.TestNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class PresenceIT extends RegistryStage {
  @Autowired private Presence presence;

  @Test
  void takesASilentNodeOut() throws Exception {
    TestNode host = active();
    clock.advance(Duration.ofSeconds(7));
    assertThat(presence.expire()).isZero();

    clock.advance(Duration.ofSeconds(1));
    assertThat(presence.expire()).isEqualTo(1);
    assertThat(state(host)).isEqualTo(NodeState.INACTIVE);
    assertThat(presence.expire()).isZero();
  }

  @Test
  void letsANodeOutOfJailWhenItsTimeIsOver() throws Exception {
    TestNode host = active();
    chain(new ChainEvent.NodeJailed(host.id(), clock.instant().plusSeconds(5), Bytes32.ZERO));
    assertThat(state(host)).isEqualTo(NodeState.JAILED);

    clock.advance(Duration.ofSeconds(5));
    presence.expire();
    assertThat(state(host)).isEqualTo(NodeState.ACTIVE);
  }

  @Test
  void answersWithReasonsAndWhatTheNetworkAsksFor() throws Exception {
    TestNode host = registered(1, 1, 1);
    JsonNode answer = beats(host, host.heartbeat("0.0.9", "127.0.9.9:9", false));

    assertThat(answer.get("reasons").toString())
        .isEqualTo(
            "[\"AGENT_TOO_OLD\",\"ENDPOINT_MISMATCH\",\"NOT_READY\",\"CLOCK_WRONG\","
                + "\"PROBES_PENDING\"]");
    assertThat(answer.get("minimumAgent").asString()).isEqualTo("0.1.0");
    assertThat(answer.get("heartbeatSeconds").asInt()).isEqualTo(2);
  }

  @Test
  void showsAnAgentItsNodeAsTheApiShowsIt() throws Exception {
    TestNode host = active();
    jdbc.update("update nodes set rtt_micros = 1234, loss_basis_points = 1428");
    JsonNode answer = beats(host);

    assertThat(answer.get("node")).isEqualTo(json(fetch("/api/v1/nodes/" + host.id())));
    assertThat(answer.at("/node/rttMicros").asLong()).isEqualTo(1234);
    assertThat(answer.at("/node/lossBasisPoints").asInt()).isEqualTo(1428);
  }

  @Test
  void refusesAMalformedHeartbeat() throws Exception {
    TestNode host = registered(1, 1, 1);
    var answer =
        postAs(
            host.id(),
            "/api/v1/agent/heartbeats",
            host.heartbeat("0.1.0", "vpn.example.org:51820", true));

    assertThat(answer.getResponse().getStatus()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UK | 51.51 | -0.09 | expected: GB, Britain (UK)",
        "ZZ | 0     | 0     | ZZ is no code of ISO 3166-1",
        "DE | 8.68  | 50.11 | swapped they are: LATITUDE comes first",
        "US | 50.11 | 8.68  | that is in Germany (DE)",
      })
  void refusesAPlaceThatCannotBeAndChangesNothing(
      String country, String latitude, String longitude, String detail) throws Exception {
    TestNode host = registered(1, 1, 1);
    String elsewhere =
        host.heartbeat("0.1.0", host.endpoint.toString(), true)
            .replace("\"DE\"", "\"" + country + "\"")
            .replace("50.11", "LATITUDE")
            .replace("8.68", longitude)
            .replace("LATITUDE", latitude);
    var refused = postAs(host.id(), "/api/v1/agent/heartbeats", elsewhere).getResponse();

    assertThat(refused.getStatus()).isEqualTo(422);
    assertThat(refused.getContentAsString()).contains("PLACE_WRONG", detail);
    assertThat(json(fetch("/api/v1/nodes/" + host.id())).path("place").has("city")).isFalse();
  }

  /// One of before the check serves on until it is set up anew.
  @Test
  void takesAPlaceThatItHasTakenBefore() throws Exception {
    TestNode host = registered(1, 1, 1);
    beats(host);
    jdbc.update("update nodes set country = 'UK'");
    String same =
        host.heartbeat("0.1.0", host.endpoint.toString(), true).replace("\"DE\"", "\"UK\"");

    assertThat(postAs(host.id(), "/api/v1/agent/heartbeats", same).getResponse().getStatus())
        .isEqualTo(200);
  }

  @Test
  void showsNodesPageByPageAndByProvider() throws Exception {
    for (int i = 1; i <= 3; i++) {
      registered(i, i == 3 ? 2 : 1, i);
    }
    JsonNode first = json(fetch("/api/v1/nodes?limit=2"));
    JsonNode second =
        json(fetch("/api/v1/nodes?limit=2&cursor=" + first.get("nextCursor").asString()));

    assertThat(first.get("items")).hasSize(2);
    assertThat(second.get("items")).hasSize(1);
    assertThat(second.path("nextCursor").isNull() || second.path("nextCursor").isMissingNode())
        .isTrue();
    String provider = "0x0100000000000000000000000000000000000000";
    assertThat(json(fetch("/api/v1/providers/" + provider)).get("nodes")).hasSize(2);
  }

  private TestNode active() throws Exception {
    TestNode host = registered(1, 1, 1);
    beats(host);
    jdbc.update("update nodes set up_streak = 2, first_slot = 0");
    beats(host);
    assertThat(state(host)).isEqualTo(NodeState.ACTIVE);
    return host;
  }
}
