package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The draw of a slot's probers: a pure function of seed, slot and snapshot, so that anyone can
/// repeat it once the seed is published.
///
/// How it works, and why. First the nodes that are active get their probers, then those that wait
/// (new ones, and those that were found down), each group in the order of `keccak256(seed ‖ slot ‖
/// node)`: what waits, however many, takes from nobody who serves. No prober gets more than
/// [#MAX_LOAD] challenges and the operator's no more than [#OPERATOR_LOAD] for nodes that wait;
/// whoever finds no room is not drawn in this slot, and its slot is not judged.
///
/// For each probed node the active nodes that have room left, sorted by address, are shuffled step
/// by step (Fisher-Yates, at most [#STEPS] steps), the i-th step taking the place `keccak256(seed ‖
/// slot ‖ node ‖ i) mod what is left`. A candidate is taken if it is of another provider and
/// another prefix than the node, and no two of its provider are in yet: then three valid answers
/// always need two providers. What is missing to [#PROBERS] is filled up by the operator's. For
/// example with four nodes of three providers, a node can be probed by at most three others, and
/// `operator-1` to `operator-4` join them.
///
/// A node that stays down is due ever less often, see [#isDue]: 10000 dead nodes come to about 310
/// in a slot.
final class Draw {
  static final int PROBERS = 7;

  /// Valid answers that make a slot up.
  static final int QUORUM = 3;

  static final int PER_PROVIDER = 2;

  /// Most challenges that a node carries in a slot; half of what an agent probes at once.
  static final int MAX_LOAD = 32;

  /// Most challenges that the operator's probers carry in a slot to nodes that are not active.
  static final int OPERATOR_LOAD = 1_024;

  /// Most slots between two probes of a node that stays down.
  static final int LONGEST_INTERVAL = 32;

  /// Probes of a node that stays down before the time between two of them doubles.
  private static final int PER_INTERVAL = 4;

  private static final int STEPS = 64;

  private final Bytes32 seed;
  private final byte[] slot;
  private final List<ProbeCandidate> withRoom;
  private final Map<NodeId, Integer> loads = new HashMap<>();
  private final SequencedMap<NodeId, List<ProberName>> drawn = new TreeMap<>();
  private int operatorRoom = OPERATOR_LOAD;

  private Draw(Bytes32 seed, long slot, List<ProbeCandidate> snapshot) {
    this.seed = seed;
    this.slot = ByteBuffer.allocate(Long.BYTES).putLong(slot).array();
    this.withRoom =
        new ArrayList<>(
            snapshot.stream()
                .filter(ProbeCandidate::probes)
                .sorted(Comparator.comparing(ProbeCandidate::node))
                .toList());
  }

  /// @param snapshot every node there is to be probed, in any order
  /// @return for each node that is probed in this slot, sorted, its seven probers in the order
  ///   drawn
  static SequencedMap<NodeId, List<ProberName>> of(
      Bytes32 seed, long slot, List<ProbeCandidate> snapshot) {
    Draw draw = new Draw(seed, slot, snapshot);
    draw.inOrder(snapshot.stream().filter(ProbeCandidate::probes).toList()).forEach(draw::active);
    draw.inOrder(snapshot.stream().filter(node -> !node.probes() && isDue(node, slot)).toList())
        .forEach(draw::waiting);
    return draw.drawn;
  }

  /// Whether a slot is to find out about a node. An active one always is. One that is not is due in
  /// each slot until it was down for 8, in every second until 16, every fourth until 32 and so on,
  /// at last in every 32nd: where `slot + keccak256(node)` is a multiple of the interval.
  static boolean isDue(ProbeCandidate node, long slot) {
    if (node.probes()) {
      return true;
    }
    long interval =
        Math.clamp(Long.highestOneBit(node.downSlots() / PER_INTERVAL), 1, LONGEST_INTERVAL);
    BigInteger phase = new BigInteger(1, Keccak.hash(node.node().address().bytes()).bytes());
    return phase.add(BigInteger.valueOf(slot)).mod(BigInteger.valueOf(interval)).signum() == 0;
  }

  private List<ProbeCandidate> inOrder(List<ProbeCandidate> nodes) {
    record Place(byte[] hash, ProbeCandidate node) {}
    return nodes.stream()
        .map(node -> new Place(hash(node.node(), new byte[0]), node))
        .sorted((one, other) -> Arrays.compareUnsigned(one.hash(), other.hash()))
        .map(Place::node)
        .toList();
  }

  private void active(ProbeCandidate target) {
    List<ProbeCandidate> nodes = probersOf(target);
    take(target, nodes, PROBERS - nodes.size());
  }

  private void waiting(ProbeCandidate target) {
    if (withRoom.isEmpty() && operatorRoom < PROBERS) {
      return;
    }
    List<ProbeCandidate> nodes = probersOf(target);
    int missing = PROBERS - nodes.size();
    if (missing <= operatorRoom) {
      operatorRoom -= missing;
      take(target, nodes, missing);
    }
  }

  private void take(ProbeCandidate target, List<ProbeCandidate> nodes, int operators) {
    List<ProberName> probers = new ArrayList<>(PROBERS);
    for (ProbeCandidate node : nodes) {
      probers.add(ProberName.node(node.node()));
      if (loads.merge(node.node(), 1, Integer::sum) == MAX_LOAD) {
        withRoom.remove(node);
      }
    }
    for (int number = 1; number <= operators; number++) {
      probers.add(ProberName.operator(number));
    }
    drawn.put(target.node(), List.copyOf(probers));
  }

  private List<ProbeCandidate> probersOf(ProbeCandidate target) {
    List<ProbeCandidate> probers = new ArrayList<>(PROBERS);
    Map<Account, Integer> ofProvider = new HashMap<>();
    Map<Integer, Integer> moved = new HashMap<>();
    int size = withRoom.size();
    for (int i = 0; i < Math.min(size, STEPS) && probers.size() < PROBERS; i++) {
      int j = i + below(size - i, target.node(), i);
      ProbeCandidate candidate = withRoom.get(moved.getOrDefault(j, j));
      moved.put(j, moved.getOrDefault(i, i));
      if (!candidate.provider().equals(target.provider())
          && !candidate.prefix().equals(target.prefix())
          && ofProvider.getOrDefault(candidate.provider(), 0) < PER_PROVIDER) {
        ofProvider.merge(candidate.provider(), 1, Integer::sum);
        probers.add(candidate);
      }
    }
    return probers;
  }

  private int below(int bound, NodeId node, int step) {
    byte[] hash = hash(node, ByteBuffer.allocate(Integer.BYTES).putInt(step).array());
    return new BigInteger(1, hash).mod(BigInteger.valueOf(bound)).intValueExact();
  }

  private byte[] hash(NodeId node, byte[] more) {
    return Keccak.hash(seed.bytes(), slot, node.address().bytes(), more).bytes();
  }
}
