package com.qubetics.dvpn.registry.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.events.SnapshotReader;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbeKey;
import com.qubetics.dvpn.protocol.node.ProbeMac;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.registry.RegistryStage;
import com.qubetics.dvpn.registry.TestNode;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class SlotsIT extends RegistryStage {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Autowired private Slots slots;
  @Autowired private OperatorProbers operators;
  @Autowired private ProbeResults results;
  @Autowired private ProbeKeys probeKeys;
  @Autowired private SnapshotReader reader;

  @Test
  void bringsANewNodeToActiveByTheOperatorsProbesAndTellsTheDirectory() throws Exception {
    TestNode host = registered(1, 1, 1);
    List<DirectoryEntry> entries = new CopyOnWriteArrayList<>();
    reader.follow(
        Topic.NODE_DIRECTORY,
        DirectoryEntry.class,
        entry -> {
          if (entry.node().equals(host.id())) {
            entries.add(entry);
          }
        });
    assertThat(beats(host).get("state").asString()).isEqualTo("REGISTERED");

    run(1);
    run(2);

    assertThat(beats(host).get("state").asString()).isEqualTo("ACTIVE");
    // The topic has records of other tests' hosts of this name.
    await(
        () ->
            entries.stream()
                .anyMatch(
                    entry ->
                        entry.state() == NodeState.ACTIVE
                            && host.endpoint.equals(entry.endpoint())));
  }

  @Test
  void takesANodeOutThatNoLongerAnswers() throws Exception {
    TestNode host = registered(1, 1, 1);
    beats(host);
    run(1);
    run(2);
    beats(host);
    host.close();
    run(3);
    beats(host);
    run(4);

    JsonNode answer = beats(host);
    assertThat(answer.get("state").asString()).isEqualTo("INACTIVE");
    assertThat(answer.get("reasons").get(0).asString()).isEqualTo("PROBES_FAILING");
  }

  @Test
  void givesActiveNodesOfOtherProvidersChallengesAndVerifiesWhatTheyBring() throws Exception {
    TestNode one = registered(1, 1, 1);
    TestNode other = registered(2, 2, 2);
    beats(one);
    beats(other);
    run(1);
    run(2);
    beats(one);
    beats(other);
    toSlot(3);
    slots.prepare();
    toSlot(4);
    operators.start(slots.draw());

    JsonNode assignments = beats(other).get("assignments");
    assertThat(assignments).hasSize(1);
    JsonNode assignment = assignments.get(0);
    assertThat(assignment.get("node").asString()).isEqualTo(one.id().toString());
    assertThat(assignment.get("probeEndpoint").asString())
        .isEqualTo("127.0.1.1:" + (one.endpoint.port() + 1));
    Bytes32 challenge = Bytes32.parse(assignment.get("challenge").asString());
    // The prober brings a MAC that only the node's own key, told to that node alone, makes.
    byte[] packet =
        ProbePacket.challenge(
            new ProbeAnswer(one.id(), 4, challenge),
            ProbeMac.parse(assignment.get("mac").asString()));
    assertThat(keys(one)).hasSize(2).anyMatch(key -> key.made(packet));
    assertThat(keys(other)).noneMatch(key -> key.made(packet));

    assertThat(report(other, one.answerJson(4, challenge))).isEqualTo(1);
    assertThat(report(other, one.answerJson(4, challenge))).isZero();
    assertThat(report(one, other.answerJson(4, challenge))).isEqualTo(1);
    assertThat(beats(other).get("assignments")).isEmpty();
    finish(4);

    JsonNode slot = json(fetch("/api/v1/slots/4"));
    assertThat(slot.get("seed").asString()).startsWith("0x");
    for (JsonNode node : slot.get("nodes")) {
      boolean isOne = node.get("node").asString().equals(one.id().toString());
      for (JsonNode probe : node.get("probers")) {
        if (!probe.get("prober").asString().startsWith("operator")) {
          assertThat(probe.path("signature").isString()).isEqualTo(isOne);
        }
      }
    }
  }

  @Test
  void doesNotPublishASeedBeforeItsSlotIsOver() throws Exception {
    toSlot(0);
    slots.prepare();
    toSlot(1);
    slots.draw();

    assertThat(fetch("/api/v1/slots/1").getResponse().getStatus()).isEqualTo(404);
  }

  @Test
  void countsForNobodyWhatTheRegistryItselfMissed() throws Exception {
    TestNode host = registered(1, 1, 1);
    beats(host);
    run(1);
    run(2);
    beats(host);
    assertThat(state(host)).isEqualTo(NodeState.ACTIVE);
    toSlot(3);
    slots.prepare();
    toSlot(4);
    slots.draw(); // and the process dies before a probe is sent
    finish(4);

    assertThat(json(fetch("/api/v1/slots/4")).get("isVoid").asBoolean()).isTrue();
    assertThat(jdbc.queryForObject("select down_streak from nodes", Integer.class)).isZero();
  }

  @Test
  void countsForNobodyWhatTooFewProbersTold() throws Exception {
    TestNode host = registered(1, 1, 1);
    beats(host);
    run(1);
    run(2);
    beats(host);
    toSlot(3);
    slots.prepare();
    toSlot(4);
    // Two of seven tell that no answer came, one that it did not try, four say nothing.
    List<OperatorProbe> drawn = slots.draw();
    tell(drawn.get(0), true);
    tell(drawn.get(1), true);
    tell(drawn.get(2), false);
    finish(4);

    JsonNode node = json(fetch("/api/v1/slots/4")).get("nodes").get(0);
    assertThat(node.path("up").isBoolean()).isFalse();
    assertThat(jdbc.queryForObject("select down_streak from nodes", Integer.class)).isZero();
    assertThat(state(host)).isEqualTo(NodeState.ACTIVE);
  }

  @Test
  void looksAtWhatStaysDownEverLessOftenAndAtWhatIsBackAtOnce() throws Exception {
    TestNode host = registered(1, 1, 1);
    beats(host);
    run(1);
    host.close();
    for (long slot = 2; slot <= 40; slot++) {
      run(slot);
    }

    assertThat(jdbc.queryForObject("select down_from from nodes", Long.class)).isEqualTo(2);
    assertThat(
            jdbc.queryForObject(
                "select count(distinct slot) from challenges where slot > 2", Integer.class))
        .isBetween(15, 17);
    assertThat(
            jdbc.queryForObject(
                "select count(*) from slot_nodes where slot > 2 and not due and up = false",
                Integer.class))
        .isBetween(21, 23);

    beats(host);
    toSlot(40);
    slots.prepare();
    toSlot(41);
    assertThat(slots.draw()).hasSize(7);
  }

  @Test
  void drawsASlotOnceWhateverTheNumberOfReplicas() throws Exception {
    TestNode host = registered(1, 1, 1);
    beats(host);
    toSlot(0);
    slots.prepare();
    slots.prepare();
    toSlot(1);

    assertThat(slots.draw()).hasSize(7);
    assertThat(slots.draw()).isEmpty();
    assertThat(jdbc.queryForObject("select count(*) from challenges", Integer.class)).isEqualTo(7);
  }

  @Test
  void doesNotDrawASlotWhoseSeedWasNotStoredBefore() throws Exception {
    beats(registered(1, 1, 1));
    toSlot(9);

    assertThat(slots.draw()).isEmpty();
  }

  @Test
  void refusesHeartbeatsOfNodesThatTheChainDoesNotKnow() throws Exception {
    try (var stranger = new TestNode(9, 9, 9, DOMAIN)) {
      JsonNode problem = beats(stranger);
      assertThat(problem.get("code").asString()).isEqualTo("NODE_NOT_REGISTERED");
    }
  }

  @Test
  void makesTheSameMacsOnEveryReplicaAndOthersInEachEpoch() throws Exception {
    TestNode host = registered(1, 1, 1);
    ProbeKeys replica = new ProbeKeys(JdbcClient.create(jdbc), RANDOM, NETWORK.schedule());
    ProbeAnswer last = new ProbeAnswer(host.id(), 11, Bytes32.ZERO);
    ProbeAnswer first = new ProbeAnswer(host.id(), 12, Bytes32.ZERO);

    assertThat(replica.mac(last)).isEqualTo(probeKeys.mac(last));
    toSlot(11);
    List<ProbeKey> known = keys(host);
    toSlot(12);
    assertThat(keys(host)).containsAll(known);
    assertThat(known)
        .filteredOn(key -> key.made(ProbePacket.challenge(last, replica.mac(last))))
        .hasSize(1)
        .noneMatch(key -> key.made(ProbePacket.challenge(first, replica.mac(first))));
    assertThat(known).anyMatch(key -> key.made(ProbePacket.challenge(first, replica.mac(first))));
  }

  @Test
  void hasItsOperatorsProbersBringTheMacToo() throws Exception {
    TestNode host = registered(1, 1, 1);
    beats(host);
    toSlot(3);
    slots.prepare();
    toSlot(4);

    List<ProbeKey> known = keys(host);
    assertThat(slots.draw())
        .hasSize(7)
        .allSatisfy(
            probe -> assertThat(known).anyMatch(key -> key.made(probe.assignment().packet())));
  }

  @Test
  void keepsTheSecretOutOfWhatIsPublished() throws Exception {
    TestNode host = registered(1, 1, 1);
    beats(host);
    run(1);

    String published = fetch("/api/v1/slots/1").getResponse().getContentAsString();
    assertThat(published).contains("challenge").doesNotContain("mac");
    assertThat(keys(host)).noneMatch(key -> published.contains(key.toHex().substring(2)));
  }

  private List<ProbeKey> keys(TestNode host) throws Exception {
    return beats(host)
        .get("probeKeys")
        .valueStream()
        .map(key -> ProbeKey.parse(key.get("key").asString()))
        .toList();
  }

  private void tell(OperatorProbe probe, boolean made) {
    Assignment of = probe.assignment();
    results.store(probe.prober(), List.of(ProbeResult.unanswered(of, made)));
  }

  /// One whole slot with all probes made.
  private void run(long slot) throws Exception {
    toSlot(slot - 1);
    slots.prepare();
    toSlot(slot);
    operators.start(slots.draw());
    await(
        () ->
            jdbc.queryForObject(
                    "select count(*) from challenges where slot = ? and not done"
                        + " and prober like 'operator%'",
                    Integer.class, slot)
                == 0);
    finish(slot);
  }

  private void finish(long slot) {
    toEndOfSlot(slot);
    slots.due().forEach(slots::complete);
  }

  private int report(TestNode prober, String result) throws Exception {
    return json(postAs(
            prober.id(), "/api/v1/agent/probe-results", "{\"results\":[" + result + "]}"))
        .get("taken")
        .asInt();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 20 s");
      }
      Thread.sleep(20);
    }
  }
}
