package com.qubetics.dvpn.registry.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.epoch.NodePay;
import com.qubetics.dvpn.epoch.Outcome;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.epoch.RuleSet1;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.epoch.Terms;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.registry.performance.SealingStage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A deposit weighs once in a slot, whatever it is called: no act of a provider raises its pay over
/// serving steadily. The registry runs on its own code, from events of the chain over slots to the
/// sealed file, and rule set 1 pays; the chain's rules for a node's life are told by [Life].
class OneStakeIT extends SealingStage {
  private static final long SLOTS = 12;
  private static final Account PROVIDER = account(1);
  private static final Account HONEST = account(2);
  private static final TunnelKey TUNNEL = TunnelKey.parse("0x" + "aa".repeat(32));
  private static final TokenAmount POT = TokenAmount.ofTics("1000");

  @Autowired private Slots slots;

  private final List<Life> lives = new ArrayList<>();
  private int keys;
  private int places;

  @Test
  void paysANodeThatRotatedItsKeyFourTimesAsIfItHadNot() throws Exception {
    Life one = register(PROVIDER, 20);
    Life other = register(HONEST, 10);
    Life third = register(HONEST, 10);
    run(0, SLOTS);
    NodeId first = one.key;
    for (int i = 0; i < 4; i++) {
      run(SLOTS + 2L * i, 2);
      one.rotate();
    }
    run(SLOTS + 8, 4);

    PerformanceFile file = sealed(1);
    assertThat(file.rows()).hasSize(3);
    PerformanceRow row = row(file, one.key);
    assertThat(row.slots()).isEqualTo(SLOTS);
    assertThat(row.up()).isEqualTo(SLOTS);
    assertThat(row.former()).hasSize(4).contains(first);
    Outcome outcome = pay(file, List.of());
    assertThat(availability(outcome, one.key)).isEqualTo(availability(outcome, other.key).times(2));
    assertThat(availability(outcome, third.key)).isEqualTo(availability(outcome, other.key));
    Outcome served = pay(file, List.of(session(first), session(one.key)));
    assertThat(traffic(served, PROVIDER)).isEqualTo(TokenAmount.parse("190"));
  }

  @Test
  void leavesItsPlaceInAPrefixToTheNewKey() throws Exception {
    Life one = register(PROVIDER, 10);
    run(0, 3);
    for (int i = 0; i < 6; i++) {
      run(3 + i, 1);
      one.rotate();
    }
    run(9, 3);
    assertThat(
            jdbc.queryForObject(
                "select count(*) from nodes where state = 'ACTIVE' and prefix = ?",
                Integer.class,
                Endpoint.parse(one.endpoint).prefix()))
        .isEqualTo(1);
    assertThat(sealed(0).rows()).extracting(PerformanceRow::node).containsExactly(one.key);
  }

  @RepeatedTest(10)
  void neverRaisesItsPayByAnyActs(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    Life honest = register(HONEST, 20);
    register(PROVIDER, 20);
    run(0, SLOTS);
    long most = 0;
    for (long slot = SLOTS; slot < 2 * SLOTS; slot++) {
      for (int acts = random.nextInt(3); acts > 0; acts--) {
        act(random, true);
      }
      most = Math.max(most, held());
      run(slot, 1);
    }
    PerformanceFile file = sealed(1);
    Outcome outcome = pay(file, List.of());
    Outcome steady = pay(steadily(most, 0), List.of());
    assertThat(availability(outcome, PROVIDER))
        .as("seed %d: %s", repetition.getCurrentRepetition(), file.text())
        .isLessThanOrEqualTo(availability(steady, PROVIDER));
    assertThat(availability(outcome, honest.key))
        .isGreaterThanOrEqualTo(availability(steady, HONEST));
  }

  @RepeatedTest(10)
  void hidesNoOutageByAnyAct(RepetitionInfo repetition) throws Exception {
    Random random = new Random(100 + repetition.getCurrentRepetition());
    register(HONEST, 20);
    register(PROVIDER, 20);
    run(0, SLOTS);
    int dark = 1 + random.nextInt(2);
    long from = SLOTS + random.nextLong(SLOTS - dark);
    long most = 0;
    for (long slot = SLOTS; slot < 2 * SLOTS; slot++) {
      boolean isDark = slot >= from && slot < from + dark;
      for (int acts = random.nextInt(3); acts > 0; acts--) {
        act(random, false);
      }
      most = Math.max(most, held());
      if (isDark) {
        lives.stream().filter(life -> life.provider.equals(PROVIDER)).forEach(Life::darken);
      }
      run(slot, 1);
      lives.forEach(life -> life.serves = true);
    }
    PerformanceFile file = sealed(1);
    PerformanceFile steady = steadily(most, dark);
    assertThat(availability(pay(file, List.of()), PROVIDER))
        .as("seed %d: %s", repetition.getCurrentRepetition(), file.text())
        .isLessThanOrEqualTo(availability(pay(steady, List.of()), PROVIDER));
  }

  private void act(Random random, boolean withExit) {
    List<Life> own =
        lives.stream().filter(life -> life.provider.equals(PROVIDER) && !life.gone).toList();
    if (own.isEmpty()) {
      register(PROVIDER, 20);
      return;
    }
    Life life = own.get(random.nextInt(own.size()));
    switch (random.nextInt(withExit ? 8 : 5)) {
      case 0 -> life.rotate();
      case 1 -> life.update();
      case 2 -> life.topUpDeposit();
      case 3 -> life.withdrawBuffer();
      case 4 -> life.topUpBuffer();
      case 5 -> life.announceExit();
      case 6 -> life.withdraw();
      case 7 -> register(PROVIDER, 10);
      default -> throw new AssertionError();
    }
  }

  /// Deposits of the provider that are in nodes which have not announced their exit.
  private long held() {
    return lives.stream()
        .filter(life -> life.provider.equals(PROVIDER) && !life.gone && life.withdrawableAt == null)
        .mapToLong(life -> life.deposit)
        .sum();
  }

  private Life register(Account provider, long deposit) {
    Life life = new Life(provider, deposit);
    lives.add(life);
    return life;
  }

  /// Slots in which every node that serves is heard and answers its probers.
  private void run(long first, long count) throws Exception {
    for (long slot = first; slot < first + count; slot++) {
      clock.set(NETWORK.schedule().startOfSlot(slot).minusMillis(900));
      slots.prepare();
      toSlot(slot);
      for (Life life : lives) {
        if (life.serves && !life.gone) {
          life.beat();
        }
      }
      slots.draw();
      jdbc.update("update challenges set done = true, made = true where slot = ?", slot);
      for (Life life : lives) {
        if (life.serves) {
          jdbc.update(
              """
              update challenges set signature = decode(repeat('01', 64) || '1b', 'hex'),
                rtt_micros = 1
              where slot = ? and node = ?
              """,
              slot,
              life.key.address().bytes());
        }
      }
      toEndOfSlot(slot);
      slots.due().forEach(slots::complete);
    }
  }

  /// What serving with all that the provider ever held at a time comes to.
  private static PerformanceFile steadily(long deposit, long dark) {
    return new PerformanceFile(
        1,
        List.of(
            new PerformanceRow(
                key(1), PROVIDER, tics(deposit), SLOTS, SLOTS - dark, 100_000, 0, "192.0.2.0/24"),
            new PerformanceRow(
                key(2), HONEST, tics(20), SLOTS, SLOTS, 100_000, 0, "198.51.100.0/24")));
  }

  private static Outcome pay(PerformanceFile file, List<SessionRow> sessions) {
    return RuleSet1.apply(
        new SessionFile(file.epoch(), sessions),
        file,
        new Terms(TokenAmount.parse("1"), POT, TokenAmount.ZERO));
  }

  private static SessionRow session(NodeId node) {
    return new SessionRow(node, Bytes32.ZERO, 100, 100, 0, Bytes32.ZERO);
  }

  private static PerformanceRow row(PerformanceFile file, NodeId node) {
    return file.rows().stream().filter(row -> row.node().equals(node)).findFirst().orElseThrow();
  }

  private static TokenAmount availability(Outcome outcome, NodeId node) {
    return outcome.nodes().stream()
        .filter(pay -> pay.node().equals(node))
        .map(NodePay::availability)
        .findFirst()
        .orElseThrow();
  }

  private static TokenAmount availability(Outcome outcome, Account provider) {
    return outcome.nodes().stream()
        .filter(pay -> pay.provider().equals(provider))
        .map(NodePay::availability)
        .reduce(TokenAmount.ZERO, TokenAmount::plus);
  }

  private static TokenAmount traffic(Outcome outcome, Account provider) {
    return outcome.nodes().stream()
        .filter(pay -> pay.provider().equals(provider))
        .map(NodePay::traffic)
        .reduce(TokenAmount.ZERO, TokenAmount::plus);
  }

  private static TokenAmount tics(long tics) {
    return TokenAmount.ofTics(Long.toString(tics));
  }

  private static Account account(int number) {
    return new Account(key(number).address());
  }

  private static NodeId key(int number) {
    byte[] bytes = new byte[Address.LENGTH];
    bytes[0] = 0x77;
    System.arraycopy(BigInteger.valueOf(number + 1_000L).toByteArray(), 0, bytes, 10, 2);
    return new NodeId(Address.of(bytes));
  }

  /// A node of a provider, as NodeRegistry lets it live; amounts in TICS. An act that the contract
  /// would refuse does nothing.
  private final class Life {
    private final Account provider;
    private NodeId key = key(++keys);
    private String endpoint = place();
    private long deposit;
    private long buffer = 10;
    private @Nullable Instant withdrawableAt;
    private boolean gone;
    private boolean serves = true;

    Life(Account provider, long deposit) {
      this.provider = provider;
      this.deposit = deposit;
      registered();
    }

    private void registered() {
      chain(
          new ChainEvent.NodeRegistered(
              key, provider, TUNNEL, Endpoint.parse(endpoint).hash(), tics(deposit), tics(10)));
    }

    private String place() {
      return "203.0.%s.7:51820".formatted(++places);
    }

    void beat() throws Exception {
      postAs(
          key,
          "/api/v1/agent/heartbeats",
          """
          {"version":"0.1.0","endpoint":"%s",
           "place":{"city":"Frankfurt","country":"DE","latitude":50.11,"longitude":8.68},
           "boot":"0x000102030405060708090a0b0c0d0e0f","ready":true,"reasons":[],"draining":false,
           "peers":1,"maxPeers":250,"rxBytesPerSecond":1,"txBytesPerSecond":1,"capacityKbit":100000}
          """
              .formatted(endpoint));
    }

    void darken() {
      serves = false;
    }

    void rotate() {
      NodeId next = key(++keys);
      chain(new ChainEvent.NodeKeyRotated(key, next));
      key = next;
    }

    void update() {
      endpoint = place();
      chain(new ChainEvent.NodeUpdated(key, TUNNEL, Endpoint.parse(endpoint).hash()));
    }

    void topUpDeposit() {
      deposit += 5;
      chain(new ChainEvent.DepositChanged(key, tics(deposit)));
    }

    void topUpBuffer() {
      boolean wasShort = buffer < 10;
      buffer += 5;
      chain(new ChainEvent.BufferChanged(key, tics(buffer)));
      if (wasShort && buffer >= 10) {
        chain(new ChainEvent.NodeResumed(key));
      }
    }

    void withdrawBuffer() {
      boolean wasShort = buffer < 10;
      buffer = Math.max(0, buffer - 5);
      chain(new ChainEvent.BufferChanged(key, tics(buffer)));
      if (!wasShort && buffer < 10) {
        chain(new ChainEvent.NodeSuspended(key));
      }
    }

    void announceExit() {
      if (withdrawableAt == null) {
        withdrawableAt = clock.instant().plusSeconds(5);
        chain(new ChainEvent.ExitAnnounced(key, withdrawableAt));
      }
    }

    /// And joins again with the same money, half of the times under the same key.
    void withdraw() {
      if (withdrawableAt == null || clock.instant().isBefore(withdrawableAt)) {
        return;
      }
      chain(new ChainEvent.NodeWithdrawn(key, tics(deposit + buffer)));
      if (places % 2 == 0) {
        gone = true;
        lives.add(new Life(provider, deposit));
      } else {
        buffer = 10;
        withdrawableAt = null;
        endpoint = place();
        registered();
      }
    }
  }
}
