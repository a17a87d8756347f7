package com.qubetics.dvpn.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.Revision;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class FakeControlPlaneTest extends ControlPlaneContract {
  private static final PrivateKey SERVING = PrivateKey.parse("0x" + "33".repeat(32));
  private static final PrivateKey PLAYED = PrivateKey.parse("0x" + "44".repeat(32));
  private static final Endpoint ENDPOINT = Endpoint.parse("198.51.100.7:51820");

  private final FakeControlPlane fake = new FakeControlPlane();

  @Override
  protected Cast cast() {
    TunnelKey tunnelKey = TunnelKey.parse("0x" + "aa".repeat(32));
    fake.clients.add(new FakeNode(SERVING, SERVING, tunnelKey, ENDPOINT, grant -> {}));
    return new Cast(
        fake.url(),
        fake.authority(),
        PrivateKey.parse("0x" + "11".repeat(32)),
        PLAYED,
        ENDPOINT,
        Place.parse("Frankfurt,DE,50.11,8.68"));
  }

  @Override
  protected void asked(PeersAnswer.Put session) {
    fake.agents.peers.desire(session);
  }

  @AfterAll
  void end() {
    fake.close();
  }

  @Test
  void failsOnWish() throws Exception {
    fake.fail("POST login/nonces", ProblemCode.OVERLOADED);
    fake.fail("POST login/nonces", ProblemCode.NO_ANSWER);
    try (Asker asker = new Asker(fake.url(), fake.authority())) {
      Asker.Answer refused = asker.ask("POST /api/v1/login/nonces", "{}");
      assertThat(Json.read(refused.body(), Problem.class).code()).isEqualTo("OVERLOADED");
      assertThatThrownBy(() -> asker.ask("POST /api/v1/login/nonces", "{}"))
          .isInstanceOf(IOException.class);
      assertThat(asker.ask("POST /api/v1/login/nonces", "{}").status()).isEqualTo(200);
    }
    assertThat(fake.failuresLeft()).isZero();
  }

  @Test
  void tellsNothingNewAfterItsWait() throws Exception {
    DesiredPeers peers = new DesiredPeers();
    peers.waitFor(Duration.ofMillis(50));
    NodeId node = new NodeId(PLAYED.address());
    Revision known = peers.after(node, Revision.NONE).at();

    assertThat(peers.after(node, known)).isEqualTo(PeersAnswer.nothingSince(known));
  }

  @Test
  void keepsWhatItWasAsked() {
    assertThat(fake.requests()).anyMatch(body -> body.contains("wants you to sign in"));
  }
}
