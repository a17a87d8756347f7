package com.qubetics.dvpn.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Scrape;
import com.qubetics.dvpn.evm.ChainNode;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ProviderIT extends ProviderStage {
  private static final String ENDPOINT = "203.0.113.7:51820";

  private final PrivateKey wallet = wallet("100");
  private final PrivateKey key = nodeKey();
  private final NodeId node = new NodeId(key.address());
  private final TunnelKey tunnelKey = tunnelKey();

  @Test
  void tellsEveryMetricAsANumberAfterAGarbageCollection() throws Exception {
    Scrape scrape = Scrape.of("http://127.0.0.1:" + managementPort + "/actuator/prometheus");

    // Its key has other roles too, so the sender is held back and asks for no balance.
    assertThat(scrape.notNumbers()).isSubsetOf("dvpn_chain_sender_balance_tics NaN");
    assertThat(scrape.lacking("registry-service", "libs/chain")).isEmpty();
    // It reads no topic.
    assertThat(scrape.lacking("libs/events"))
        .containsExactlyInAnyOrder(
            "dvpn_events_behind_seconds",
            "dvpn_events_consumed_total",
            "dvpn_events_consumer_failures_total",
            "dvpn_events_parked_total",
            "dvpn_events_read_again_total",
            "dvpn_events_snapshot_failures_total",
            "dvpn_events_stopped",
            "dvpn_events_unreadable_total");
  }

  @Test
  void runsANodeFromItsWalletAndReadsItAllAgainInTheHistory() {
    String from = wallet.address().toString();
    act(wallet, "register", proven(wallet, key, tunnelKey, ENDPOINT, 0));
    assertThat(onChain(node).provider()).isEqualTo(new Account(wallet.address()));

    act(wallet, "top-up-deposit", amount(node, "2"));
    act(wallet, "top-up-buffer", amount(node, "3"));
    act(wallet, "withdraw-buffer", amount(node, "4"));
    assertThat(onChain(node).deposit()).isEqualTo(TokenAmount.ofTics("12"));
    assertThat(onChain(node).buffer()).isEqualTo(TokenAmount.ofTics("9"));

    TunnelKey newTunnelKey = tunnelKey();
    act(wallet, "update", proven(wallet, key, newTunnelKey, "[2001:db8::7]:51820", 1));
    assertThat(onChain(node).tunnelKey()).isEqualTo(newTunnelKey);
    assertThat(onChain(node).endpointHash())
        .isEqualTo(Endpoint.parse("[2001:db8::7]:51820").hash());

    PrivateKey newKey = nodeKey();
    NodeId successor = new NodeId(newKey.address());
    Map<String, Object> rotation = proven(wallet, newKey, newTunnelKey, "[2001:db8::7]:51820", 0);
    rotation.put("successor", successor.toString());
    rotation.put("node", node.toString());
    act(wallet, "rotate-node-key", rotation);
    assertThat(CHAIN.node(node)).isEmpty();
    assertThat(onChain(successor).deposit()).isEqualTo(TokenAmount.ofTics("12"));

    operate(CALLS.proposeSlash(successor, 100, bytes32(1), bytes32(2), now()));
    act(wallet, "contest", Map.of("from", from, "slash", 1));
    act(wallet, "announce-exit", Map.of("from", from, "node", successor.toString()));
    assertThat(onChain(successor).withdrawableAt()).isPresent();
    assertThat(refusal("withdraw", Map.of("from", from, "node", successor.toString())))
        .isEqualTo("NODE_NOT_WITHDRAWABLE");
    ANVIL.call("evm_increaseTime", "[1209600]");
    ANVIL.call("anvil_mine", "[\"0x3\"]");
    act(wallet, "withdraw", Map.of("from", from, "node", successor.toString()));
    assertThat(onChain(successor).deposit()).isEqualTo(TokenAmount.ofTics("0.1"));

    ANVIL.call("anvil_mine", "[\"0x3\"]");
    List<JsonNode> history = awaitHistory("/api/v1/nodes/" + node, "NodeWithdrawn");
    assertThat(history.reversed())
        .extracting(item -> item.get("operation").asString())
        .containsExactly(
            "NodeRegistered",
            "DepositChanged",
            "BufferChanged",
            "BufferChanged",
            "NodeSuspended",
            "NodeUpdated",
            "NodeKeyRotated",
            "SlashProposed",
            "SlashContested",
            "ExitAnnounced",
            "NodeWithdrawn");
    assertThat(history).allSatisfy(this::isOnChain);
    assertThat(history.getLast().at("/details/deposit").asString())
        .isEqualTo("10000000000000000000");
    assertThat(places(pages("/api/v1/nodes/" + successor, 200))).isEqualTo(places(history));
    assertThat(places(pages("/api/v1/providers/" + wallet.address().toBech32(), 3)))
        .isEqualTo(places(history));
  }

  @Test
  void takesBackWhatAReorganisationDropped() {
    act(wallet, "register", proven(wallet, key, tunnelKey, ENDPOINT, 0));
    act(wallet, "top-up-deposit", amount(node, "2"));
    ANVIL.call("anvil_mine", "[\"0x3\"]");
    List<JsonNode> before = awaitHistory("/api/v1/nodes/" + node, "DepositChanged");
    assertThat(before).hasSize(2);

    // The last deposit's block and the three on top of it.
    ANVIL.call("anvil_reorg", "[4, []]");

    List<JsonNode> after = awaitHistory("/api/v1/nodes/" + node, "NodeRegistered");
    assertThat(after).hasSize(1);
    act(wallet, "top-up-deposit", amount(node, "1"));
    ANVIL.call("anvil_mine", "[\"0x3\"]");
    List<JsonNode> again = awaitHistory("/api/v1/nodes/" + node, "DepositChanged");
    assertThat(again).hasSize(2).allSatisfy(this::isOnChain);
    assertThat(again.getFirst().at("/details/deposit").asString())
        .isEqualTo(TokenAmount.ofTics("11").toString());
  }

  @Test
  void saysWhyTheContractWouldRefuseAndChangesNothing() {
    Map<String, Object> proven = proven(wallet, key, tunnelKey, ENDPOINT, 0);
    assertThat(refusal("register", proven(wallet, key, tunnelKey, ENDPOINT, 1)))
        .isEqualTo("PROOF_NONCE_WRONG");
    assertThat(refusal("register", with(proven, "endpoint", "203.0.113.8:51820")))
        .isEqualTo("PROOF_INVALID");
    assertThat(refusal("register", with(proven, "provider", wallet("100").address().toString())))
        .isEqualTo("PROOF_INVALID");
    assertThat(refusal("register", proven(wallet, key, tunnelKey, ENDPOINT, 0, now() - 60)))
        .isEqualTo("NODE_PROOF_EXPIRED");
    assertThat(refusal("register", with(proven, "stake", "19"))).isEqualTo("NODE_STAKE_TOO_SMALL");
    PrivateKey poor = wallet("19.9");
    assertThat(refusal("register", proven(poor, key, tunnelKey, ENDPOINT, 0)))
        .isEqualTo("BALANCE_TOO_LOW");
    PrivateKey gasless = wallet("20");
    assertThat(refusal("register", proven(gasless, key, tunnelKey, ENDPOINT, 0)))
        .isEqualTo("BALANCE_TOO_LOW");
    assertThat(refusal("top-up-deposit", amount(node, "1"))).isEqualTo("NODE_NOT_FOUND");
    assertThat(CHAIN.node(node)).isEmpty();

    act(wallet, "register", proven);
    assertThat(refusal("register", proven(wallet, key, tunnelKey, ENDPOINT, 1)))
        .isEqualTo("NODE_ALREADY_REGISTERED");
    Map<String, Object> byAnother =
        Map.of("from", OPERATOR.address().toString(), "node", node.toString());
    Answer answer = post("/api/v1/transactions/announce-exit", byAnother);
    assertThat(answer.code()).isEqualTo("NODE_NOT_PROVIDER");
    assertThat(answer.json().get("detail").asString())
        .isEqualTo(
            "NodeNotProvider(%s): sign with the wallet that registered the node."
                .formatted(OPERATOR.address()));
    assertThat(refusal("withdraw-buffer", amount(node, "11"))).isEqualTo("NODE_BUFFER_TOO_SMALL");
    assertThat(refusal("contest", Map.of("from", wallet.address().toString(), "slash", 99)))
        .isEqualTo("SLASH_STATE_WRONG");
  }

  @Test
  void refusesBodiesThatLackSomethingAndPagesThatAreNone() {
    Map<String, Object> proven = proven(wallet, key, tunnelKey, ENDPOINT, 0);
    for (String member : List.of("provider", "node", "tunnelKey", "endpoint", "proof")) {
      Map<String, Object> lacking = new TreeMap<>(proven);
      lacking.remove(member);
      Answer answer = post("/api/v1/transactions/register", lacking);
      assertThat(answer.status()).as(member).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("MALFORMED");
      assertThat(answer.json().get("detail").asString()).contains("missing");
    }
    assertThat(post("/api/v1/transactions/top-up-buffer", with(amount(node, "1"), "amount", "-1")))
        .extracting(Answer::code)
        .isEqualTo("MALFORMED");
    assertThat(get("/api/v1/nodes/" + node + "/chain-history").code()).isEqualTo("NODE_UNKNOWN");
    assertThat(get("/api/v1/nodes/0x12/chain-history").code()).isEqualTo("MALFORMED");
    for (String cursor : List.of("x", "1", "1.2.3", "-1.0", "99999999999999999999.0")) {
      Answer answer =
          get("/api/v1/providers/" + wallet.address() + "/chain-history?cursor=" + cursor);
      assertThat(answer.status()).as(cursor).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("MALFORMED");
    }
  }

  private String refusal(String operation, Map<String, Object> body) {
    Answer answer = post("/api/v1/transactions/" + operation, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    return answer.code();
  }

  private Map<String, Object> amount(NodeId node, String tics) {
    return Map.of(
        "from", wallet.address().toString(),
        "node", node.toString(),
        "amount", TokenAmount.ofTics(tics).toString());
  }

  private static Map<String, Object> with(Map<String, Object> body, String member, Object value) {
    Map<String, Object> changed = new TreeMap<>(body);
    changed.put(member, value);
    return changed;
  }

  private void isOnChain(JsonNode item) {
    var receipt = RPC.receipt(Bytes32.parse(item.get("transaction").asString())).orElseThrow();
    assertThat(item.get("block").asLong()).isEqualTo(receipt.block());
    assertThat(Instant.parse(item.get("at").asString()))
        .isEqualTo(RPC.block(receipt.block()).orElseThrow().time());
    assertThat(item.get("confirmations").asLong()).isBetween(2L, RPC.blockNumber());
    assertThat(item.get("provider").asString()).isEqualTo(wallet.address().toString());
    assertThat(item.has("explorer")).isFalse();
  }

  private static ChainNode onChain(NodeId node) {
    return CHAIN.node(node).orElseThrow();
  }

  private List<JsonNode> awaitHistory(String owner, String newest) {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (true) {
      Answer answer = get(owner + "/chain-history?limit=1");
      if (answer.json().at("/items/0/operation").asString("").equals(newest)) {
        return pages(owner, 200);
      }
      assertThat(Instant.now()).as(answer.text()).isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  /// All items, read in pages.
  private List<JsonNode> pages(String owner, int limit) {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get(owner + "/chain-history?limit=" + limit + cursor).json();
      assertThat(page.get("items").size()).isLessThanOrEqualTo(limit);
      page.get("items").forEach(items::add);
      cursor =
          page.get("nextCursor").isNull() ? "" : "&cursor=" + page.get("nextCursor").asString();
    } while (!cursor.isEmpty());
    return items;
  }

  /// What does not change while blocks come.
  private static List<String> places(List<JsonNode> items) {
    return items.stream()
        .map(
            item -> item.get("transaction").asString() + item.get("logIndex") + item.get("details"))
        .toList();
  }

  private static Bytes32 bytes32(int value) {
    return Bytes32.parse(String.format(Locale.ROOT, "0x%064x", value));
  }
}
