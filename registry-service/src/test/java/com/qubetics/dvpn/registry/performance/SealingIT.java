package com.qubetics.dvpn.registry.performance;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.events.SnapshotReader;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.registry.RegistryStage;
import com.qubetics.dvpn.registry.TestNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class SealingIT extends RegistryStage {
  @Autowired private Sealing sealing;
  @Autowired private SnapshotReader reader;

  @Test
  void sealsAnEpochWithoutNodesOnceAndOnlyWhenItIsDue() throws Exception {
    clock.set(NETWORK.schedule().endOfEpoch(0).plusSeconds(4));
    assertThat(sealing.sealNext()).isEmpty();
    clock.advance(Duration.ofSeconds(1));

    assertThat(sealing.sealNext()).contains(0L);
    assertThat(sealing.sealNext()).isEmpty();

    assertThat(sender.names()).containsExactly("anchor/performance/0");
    PerformanceFile file = file(0);
    assertThat(file.rows()).isEmpty();
    assertThat(file.root()).isEqualTo(Bytes32.ZERO);
  }

  @Test
  void catchesUpMissedEpochsInOrderEachAfterTheAnchorBefore() throws Exception {
    List<Long> told = new CopyOnWriteArrayList<>();
    reader.follow(Topic.EPOCH_SEALED, Seal.class, event -> told.add(event.epoch()));
    clock.set(NETWORK.schedule().endOfEpoch(2).plusSeconds(5));
    sender.confirming(false);

    assertThat(sealing.sealNext()).contains(0L);
    assertThat(sealing.sealNext()).isEmpty();
    sender.confirming(true);
    assertThat(sealing.sealNext()).contains(1L);
    assertThat(sealing.sealNext()).contains(2L);
    assertThat(sealing.sealNext()).isEmpty();

    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!told.contains(2L) && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertThat(told).containsSubsequence(0L, 1L, 2L);
  }

  @Test
  void sendsAnAnchorAgainThatTheSenderGaveUp() {
    clock.set(NETWORK.schedule().endOfEpoch(1).plusSeconds(5));
    assertThat(sealing.sealNext()).contains(0L);
    sender.confirming(false);
    sender.fail("anchor/performance/0");

    assertThat(sealing.sealNext()).isEmpty();
    assertThat(sealing.sealNext()).isEmpty();
    assertThat(sender.names()).containsExactly("anchor/performance/0", "anchor/performance/0");
    sender.confirming(true);
    assertThat(sealing.sealNext()).contains(1L);
  }

  @Test
  void writesWhatCountsForEachNode() throws Exception {
    TestNode host = registered(1, 1, 1);
    beats(host, host.heartbeat("0.0.1", host.endpoint.toString(), true));
    chain(new ChainEvent.DepositChanged(host.id(), TokenAmount.ofTics("7")));
    jdbc.update("update nodes set first_slot = 2, first_active_at = now()");
    slot(0, host, true, false); // before it first was up
    slot(2, host, true, false);
    slot(3, host, false, false);
    slot(4, host, true, false);
    slot(5, host, false, true); // the registry's own fault
    slot(12, host, true, false); // next epoch
    clock.set(NETWORK.schedule().endOfEpoch(0).plusSeconds(5));

    sealing.sealNext();

    assertThat(file(0).rows())
        .containsExactly(
            new PerformanceRow(
                host.id(),
                host.provider,
                TokenAmount.ofTics("16"), // the least, in slot 4
                3,
                2,
                100_000,
                2_500,
                "127.0.1.0/24"));
    String answers = fetch("/api/v1/epochs/0/probe-answers").getResponse().getContentAsString();
    assertThat(answers).startsWith("dvpn-probe-answers 2\nepoch 0\nslot 0 0x");
    assertThat(answers.lines().filter(line -> line.startsWith("slot "))).hasSize(5);
  }

  @Test
  void waitsForSlotsThatAreNotCompleted() throws Exception {
    TestNode host = registered(1, 1, 1);
    slot(11, host, true, false);
    jdbc.update("update slots set completed_at = null");
    clock.set(NETWORK.schedule().endOfEpoch(0).plusSeconds(5));

    assertThat(sealing.sealNext()).isEmpty();
  }

  @Test
  void saysThatAnEpochIsNotSealed() throws Exception {
    var answer = fetch("/api/v1/epochs/3/performance");
    assertThat(answer.getResponse().getStatus()).isEqualTo(404);
    assertThat(json(answer).get("code").asString()).isEqualTo("EPOCH_NOT_SEALED");
  }

  private PerformanceFile file(long epoch) throws Exception {
    return PerformanceFile.parse(
        fetch("/api/v1/epochs/" + epoch + "/performance").getResponse().getContentAsString());
  }

  private void slot(long slot, TestNode host, boolean up, boolean isVoid) {
    jdbc.update(
        "insert into slots (slot, seed, stored_at, drawn_at, completed_at, void)"
            + " values (?, ?, now(), now(), now(), ?)",
        slot,
        Bytes32.ZERO.bytes(),
        isVoid);
    jdbc.update(
        "insert into slot_nodes values (?, ?, ?, '127.0.1.0/24', ?, false, true, 0, ?, ?)",
        slot,
        host.id().address().bytes(),
        host.provider.address().bytes(),
        host.endpoint.toString(),
        up,
        new BigDecimal(TokenAmount.ofTics(Long.toString(20 - slot)).baseUnits()));
  }
}
