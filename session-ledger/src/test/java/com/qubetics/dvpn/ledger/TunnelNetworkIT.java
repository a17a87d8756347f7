package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import tools.jackson.databind.JsonNode;

/// Where a node's sessions get their tunnel addresses from.
class TunnelNetworkIT {
  private static final RunningLedger ledger = RunningLedger.shared();

  @Test
  void givesAddressesOfTheNetworkThatTheAgentTells() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().withNetwork("172.20.0.0/16").serving()) {
      node.peers("");

      assertThat(address(user.open(user.request(node)))).isEqualTo("172.20.0.2");
      assertThat(address(user.open(user.request(node)))).isEqualTo("172.20.0.3");
      assertThat(node.peers("").json().get("put").get(0).get("address").asString())
          .isEqualTo("172.20.0.2");
    }
  }

  @Test
  void knowsTheNetworkFromThePollThatWaitsForTheFirstSession() {
    TestUser user = ledger.user();
    TestNode node = ledger.node().withNetwork("10.78.0.0/16");
    CompletableFuture<Answer> poll =
        RunningLedger.async(() -> node.peers(PeersIT.position(node.peers("").json())));
    Waiting.until(() -> network(node).equals("10.78.0.0/16"));

    CompletableFuture<Answer> opened = RunningLedger.async(() -> user.open(user.request(node)));

    JsonNode put = poll.join().json().get("put").get(0);
    assertThat(put.get("address").asString()).isEqualTo("10.78.0.2");
    node.install(put);
    assertThat(address(opened.join())).isEqualTo("10.78.0.2");
  }

  @Test
  void leavesSessionsTheirAddressWhenTheNetworkChanges() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      node.peers("");
      SessionId before = user.opened(node);
      node.withNetwork("192.168.0.0/16").peers("");

      assertThat(address(user.open(user.request(node)))).isEqualTo("192.168.0.2");
      assertThat(addressOf(before)).isEqualTo("10.77.0.2");
      node.withNetwork("").peers("");
      assertThat(address(user.open(user.request(node))))
          .as("an agent that tells none again, beside the session of before")
          .isEqualTo("10.77.0.3");
    }
  }

  @Test
  void raisesNoRevisionForANetwork() {
    TestNode node = ledger.node();
    String before = PeersIT.position(node.peers("").json());
    assertThat(PeersIT.position(node.withNetwork("10.79.0.0/16").peers("").json()))
        .isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.0.0/16",
        "10.0.0.0/8",
        "10.77.0.0/24",
        "100.64.0.0/16",
        "127.0.0.0/16",
        "10.77.0.1/16",
        "fd00::/16",
        "%27;drop"
      })
  void refusesWhatIsNoPrivateNetworkOf16Bits(String network) {
    TestNode node = ledger.node();
    node.withNetwork("10.78.0.0/16").peers("");
    Answer answer = node.withNetwork(network).peers("");
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.json().get("code").asString()).isEqualTo("TUNNEL_NETWORK_REFUSED");
    assertThat(network(node)).isEqualTo("10.78.0.0/16");
  }

  @Test
  void givesTheAddressBeforeTheLastTwoAndThenNoMore() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().withNetwork("10.80.0.0/16").serving()) {
      SessionId first = user.opened(node);
      takeAllBut(node, first, "10.80.255.253");

      assertThat(address(user.open(user.request(node)))).isEqualTo("10.80.255.253");
      assertThat(user.open(user.request(node)).json().get("detail").asString())
          .contains("NODE_FULL");
    }
  }

  @Test
  void letsNoTwoSessionsOfANodeHaveAnAddress() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      user.opened(node);
      SessionId other = user.opened(node);

      assertThatThrownBy(
              () ->
                  ledger
                      .jdbc()
                      .sql("update session set tunnel_address = '10.77.0.2' where id = ?")
                      .param(other.digest().bytes())
                      .update())
          .isInstanceOf(DuplicateKeyException.class);
    }
  }

  private static void takeAllBut(TestNode node, SessionId like, String free) {
    ledger
        .jdbc()
        .sql(
            """
            insert into session (id, node, session_key, tunnel_key, max_bytes, not_before,
              not_after, nonce, grant_signature, tunnel_address, state, recorded_at, ended_at)
            select sha256(s.id || n::text::bytea), s.node, s.session_key,
              sha256(s.id || n::text::bytea), 1, 1, 2, s.nonce, s.grant_signature, a.address,
              'ENDED', now(), now()
            from session s, generate_series(3, 65533) n,
              lateral (select inet '10.80.0.0' + n as address) a
            where s.id = ? and a.address <> cast(? as inet)
            """)
        .param(like.digest().bytes())
        .param(free)
        .update();
    assertThat(
            ledger.count(
                "select count(*) from session where node = ?", node.id().address().bytes()))
        .isEqualTo(65_531);
  }

  private static String network(TestNode node) {
    return ledger
        .jdbc()
        .sql("select tunnel_network::text from node where id = ?")
        .param(node.id().address().bytes())
        .query(String.class)
        .optional()
        .orElse("");
  }

  private static String addressOf(SessionId session) {
    return ledger
        .jdbc()
        .sql("select host(tunnel_address) from session where id = ?")
        .param(session.digest().bytes())
        .query(String.class)
        .single();
  }

  private static String address(Answer opened) {
    return opened.json().get("clientConfig").get("address").asString();
  }
}
