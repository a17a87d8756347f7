package com.qubetics.dvpn.registry.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Endpoint ENDPOINT = Endpoint.parse("198.51.100.7:51820");
  private static final ActivationRules SETTINGS =
      new ActivationRules("1.2.0", Duration.ofSeconds(2), Duration.ofSeconds(7), 2, 2, 5);

  private static final NodeId ID = NodeId.parse("0x1111111111111111111111111111111111111111");
  private static final NodeId NEXT = NodeId.parse("0x3333333333333333333333333333333333333333");

  private final List<ConfirmedEvent> chain = new ArrayList<>();
  private final FoldedNodes folded = new FoldedNodes(subject -> List.copyOf(chain));
  private final Node node = registered();

  @Test
  void becomesActiveOnceHeardReadyAndUpInTwoSlots() {
    assess(START);
    assertStands(NodeState.REGISTERED, "NO_HEARTBEAT", "PROBES_PENDING");

    node.heard(heartbeat("1.2.0", ENDPOINT, true), START);
    assess(START);
    assertStands(NodeState.REGISTERED, "PROBES_PENDING");

    node.probed(1, true);
    assess(START);
    assertStands(NodeState.REGISTERED, "PROBES_PENDING");

    node.probed(2, true);
    assess(START);
    assertStands(NodeState.ACTIVE);
    assertThat(node.standing(SETTINGS).firstSlot()).isEqualTo(1);
  }

  @Test
  void saysWhyAHeartbeatIsNotEnough() {
    node.heard(heartbeat("1.1.9", Endpoint.parse("198.51.100.8:51820"), false), START);
    assess(START);

    assertStands(
        NodeState.REGISTERED,
        "AGENT_TOO_OLD",
        "ENDPOINT_MISMATCH",
        "NOT_READY",
        "CLOCK_WRONG",
        "PROBES_PENDING");
    assertThat(node.endpoint()).isEmpty();
  }

  @Test
  void countsHowLongItIsDownUntilItIsBack() {
    activate();
    node.probed(3, false);
    node.probed(9, false);
    assertThat(node.standing(SETTINGS).downFrom()).isEqualTo(3);

    assess(START.plusSeconds(60)); // silent by then
    assertThat(node.standing(SETTINGS).downFrom()).isEqualTo(3);
    node.heard(heartbeat("1.2.0", ENDPOINT, true), START.plusSeconds(61));
    assertThat(node.standing(SETTINGS).downFrom()).isNull();

    assess(START.plusSeconds(61));
    node.probed(12, false);
    node.heard(heartbeat("1.2.0", ENDPOINT, true), START.plusSeconds(63));
    assertThat(node.standing(SETTINGS).downFrom()).isEqualTo(12);
    node.probed(13, true);
    assertThat(node.standing(SETTINGS).downFrom()).isNull();
  }

  @Test
  void survivesOneBadSlotButNotTwo() {
    activate();
    node.probed(3, false);
    assess(START);
    assertStands(NodeState.ACTIVE);

    node.probed(4, false);
    assess(START);
    assertStands(NodeState.INACTIVE, "PROBES_FAILING");
  }

  @Test
  void isInactiveWhenSilentForLongerThanTheTimeout() {
    activate();
    assess(START.plusSeconds(7));
    assertStands(NodeState.ACTIVE);

    assess(START.plusSeconds(8));
    assertStands(NodeState.INACTIVE, "NO_HEARTBEAT");
    assertThat(node.activeSince()).isEmpty();
  }

  @Test
  void followsTheChain() {
    activate();
    tell(new ChainEvent.NodeSuspended(ID));
    assess(START);
    assertStands(NodeState.SUSPENDED, "SUSPENDED");
    tell(new ChainEvent.NodeResumed(ID));
    tell(new ChainEvent.NodeJailed(ID, START.plusSeconds(3), Bytes32.ZERO));
    assess(START);
    assertStands(NodeState.JAILED, "JAILED");
    assess(START.plusSeconds(3));
    assertStands(NodeState.ACTIVE);
    tell(new ChainEvent.ExitAnnounced(ID, START.plusSeconds(100)));
    assess(START.plusSeconds(3));
    assertStands(NodeState.LEAVING, "LEAVING");
    tell(new ChainEvent.NodeWithdrawn(ID, TokenAmount.ofTics("20")));
    assess(START);
    assertStands(NodeState.EXITED, "WITHDRAWN");
    tell(registration());
    assess(START);
    assertStands(NodeState.REGISTERED, "PROBES_PENDING");
  }

  @Test
  void goesBackWithTheChainStepByStep() {
    activate();
    tell(new ChainEvent.NodeJailed(ID, START.plusSeconds(9), Bytes32.ZERO));
    tell(new ChainEvent.NodeKeyRotated(ID, NEXT));
    assess(START);
    assertStands(NodeState.EXITED, "KEY_ROTATED");
    takeBack();
    assess(START);
    assertStands(NodeState.JAILED, "JAILED");
    takeBack();
    assess(START);
    assertStands(NodeState.ACTIVE);
    takeBack();
    assess(START);
    assertStands(NodeState.EXITED, "NOT_REGISTERED");
  }

  @Test
  void keepsWhatItsAgentAndProbesShowedWhenItsRegistrationMovedToAnotherBlock() {
    activate();
    takeBack();
    assess(START);
    chain.add(confirmed(registration(), START.plusSeconds(6)));
    node.onChain(folded.facts(ID));
    assess(START);
    assertThat(node.registeredAt()).isEqualTo(START.plusSeconds(6));
    assertThat(node.reasons()).containsExactly();
  }

  @Test
  void beginsUnderARotatedKeyWithWhatTheOldOneWasAtThatMoment() {
    tell(new ChainEvent.DepositChanged(ID, TokenAmount.ofTics("7")));
    tell(new ChainEvent.NodeKeyRotated(ID, NEXT));
    tell(new ChainEvent.BufferChanged(NEXT, TokenAmount.ofTics("3")));
    NodeFacts next = folded.facts(NEXT).orElseThrow();
    assertThat(next.deposit).isEqualTo(TokenAmount.ofTics("7"));
    assertThat(next.buffer).isEqualTo(TokenAmount.ofTics("3"));
    assertThat(next.successor).isNull();
    assertThat(node.buffer()).isEqualTo(TokenAmount.ofTics("10"));
  }

  @Test
  void isRefusedWhereThePrefixIsFullButKeepsAPlaceItHas() {
    node.heard(heartbeat("1.2.0", ENDPOINT, true), START);
    node.probed(1, true);
    node.probed(2, true);
    node.assess(START, SETTINGS, 5);
    assertStands(NodeState.REGISTERED, "PREFIX_FULL");

    node.assess(START, SETTINGS, 4);
    node.assess(START, SETTINGS, 5);
    assertStands(NodeState.ACTIVE);
  }

  @Test
  void hasToProveANewEndpoint() {
    activate();
    Endpoint moved = Endpoint.parse("203.0.113.9:51820");
    tell(new ChainEvent.NodeUpdated(ID, TunnelKey.parse("0x" + "02".repeat(32)), moved.hash()));
    node.heard(heartbeat("1.2.0", ENDPOINT, true), START);
    assess(START);
    assertStands(NodeState.INACTIVE, "ENDPOINT_MISMATCH");

    node.heard(heartbeat("1.2.0", moved, true), START);
    assess(START);
    assertStands(NodeState.INACTIVE, "PROBES_PENDING");
  }

  @Test
  void keepsStakeAndAgeUnderANewKeyAndLeavesTheOldOne() {
    activate();
    tell(new ChainEvent.NodeKeyRotated(ID, NEXT));
    Node next = new Node(NEXT, folded.facts(NEXT).orElseThrow());
    next.goesOnFrom(node);
    assess(START);
    next.assess(START, SETTINGS, 0);

    assertStands(NodeState.EXITED, "KEY_ROTATED");
    assertThat(next.state()).isEqualTo(NodeState.INACTIVE);
    assertThat(next.deposit()).isEqualTo(node.deposit());
  }

  @Test
  void staysAsOldAsItIsWhenItBlips() {
    activate();
    assess(START.plusSeconds(8));
    node.heard(heartbeat("1.2.0", ENDPOINT, true), START.plusSeconds(11));
    assess(START.plusSeconds(11));

    DirectoryEntry entry = node.nextEntry().orElseThrow();
    assertThat(entry.state()).isEqualTo(NodeState.ACTIVE);
    assertThat(entry.activeSince()).isEqualTo(START.plusSeconds(11));
    assertThat(entry.firstActiveAt()).isEqualTo(START);
    assertThat(entry.awayMillis()).isEqualTo(3_000);
  }

  @Test
  void beginsItsAgeAfreshAfterAWithdrawal() {
    activate();
    tell(new ChainEvent.NodeWithdrawn(ID, TokenAmount.ofTics("20")));
    assess(START.plusSeconds(1));
    tell(registration());
    assess(START.plusSeconds(2));

    DirectoryEntry entry = node.nextEntry().orElseThrow();
    assertThat(entry.firstActiveAt()).isNull();
    assertThat(entry.awayMillis()).isNull();
  }

  @Test
  void publishesAnEntryOnlyWhenSomethingPublicChanged() {
    assess(START);
    assertThat(node.nextEntry()).get().extracting("version").isEqualTo(1L);
    assess(START.plusSeconds(1));
    assertThat(node.nextEntry()).isEmpty();
    tell(new ChainEvent.DepositChanged(ID, TokenAmount.ofTics("9")));
    assertThat(node.nextEntry()).get().extracting("version").isEqualTo(2L);
  }

  private Node registered() {
    chain.add(confirmed(registration(), START));
    return new Node(ID, folded.facts(ID).orElseThrow());
  }

  private void tell(ChainEvent event) {
    chain.add(confirmed(event, START));
    node.onChain(folded.facts(ID));
  }

  private void takeBack() {
    chain.removeLast();
    node.onChain(folded.facts(ID));
  }

  private static ChainEvent registration() {
    return new ChainEvent.NodeRegistered(
        ID,
        Account.parse("0x2222222222222222222222222222222222222222"),
        TunnelKey.parse("0x" + "01".repeat(32)),
        ENDPOINT.hash(),
        TokenAmount.ofTics("10"),
        TokenAmount.ofTics("10"));
  }

  private ConfirmedEvent confirmed(ChainEvent event, Instant at) {
    return new ConfirmedEvent(event, chain.size(), Bytes32.ZERO, at, Bytes32.ZERO, 0);
  }

  private void activate() {
    node.heard(heartbeat("1.2.0", ENDPOINT, true), START);
    node.probed(1, true);
    node.probed(2, true);
    assess(START);
    assertStands(NodeState.ACTIVE);
  }

  private void assess(Instant at) {
    node.assess(at, SETTINGS, 0);
  }

  private void assertStands(NodeState state, String... reasons) {
    assertThat(node.state()).isEqualTo(state);
    assertThat(node.reasons()).containsExactly(reasons);
  }

  private static Heartbeat heartbeat(String version, Endpoint endpoint, boolean ready) {
    return new Heartbeat(
        version,
        endpoint,
        new Place("Frankfurt", "DE", 50.11, 8.68),
        BootId.parse("0x" + "00".repeat(16)),
        ready,
        ready ? List.of() : List.of("CLOCK_WRONG"),
        false,
        1,
        250,
        0,
        0,
        100_000);
  }
}
