package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The draw of a slot's probers: a pure function of seed, slot and snapshot, so that anyone can
/// repeat it once the seed is published.
///
/// How it works, and why: candidates are sorted by address. For each probed node they are shuffled
/// step by step (Fisher-Yates, at most [#STEPS] steps), the i-th step taking the place
/// `keccak256(seed ‖ slot ‖ node ‖ i) mod what is left`. A candidate is taken if it is of another
/// provider and another prefix than the node, and no two of its provider are in yet: then three
/// valid answers always need two providers. What is missing to [#PROBERS] is filled up by the
/// operator's. For example with four nodes of three providers, a node can be probed by at most
/// three others, and `operator-1` to `operator-4` join them.
final class Draw {
  static final int PROBERS = 7;

  /// Valid answers that make a slot up.
  static final int QUORUM = 3;

  static final int PER_PROVIDER = 2;
  private static final int STEPS = 64;

  private Draw() {}

  /// @param snapshot every node to be probed, in any order
  /// @return for each node of the snapshot, sorted, its seven probers in the order drawn
  static SequencedMap<NodeId, List<Prober>> of(Bytes32 seed, long slot, List<Candidate> snapshot) {
    List<Candidate> candidates =
        snapshot.stream()
            .filter(Candidate::probes)
            .sorted(Comparator.comparing(Candidate::node))
            .toList();
    SequencedMap<NodeId, List<Prober>> drawn = new TreeMap<>();
    for (Candidate target : snapshot) {
      drawn.put(target.node(), probersOf(target, seed, slot, candidates));
    }
    return drawn;
  }

  private static List<Prober> probersOf(
      Candidate target, Bytes32 seed, long slot, List<Candidate> candidates) {
    List<Prober> probers = new ArrayList<>(PROBERS);
    Map<Account, Integer> ofProvider = new HashMap<>();
    Map<Integer, Integer> moved = new HashMap<>();
    int size = candidates.size();
    for (int i = 0; i < Math.min(size, STEPS) && probers.size() < PROBERS; i++) {
      int j = i + below(size - i, seed, slot, target.node(), i);
      Candidate candidate = candidates.get(moved.getOrDefault(j, j));
      moved.put(j, moved.getOrDefault(i, i));
      if (!candidate.provider().equals(target.provider())
          && !candidate.prefix().equals(target.prefix())
          && ofProvider.getOrDefault(candidate.provider(), 0) < PER_PROVIDER) {
        ofProvider.merge(candidate.provider(), 1, Integer::sum);
        probers.add(Prober.node(candidate.node()));
      }
    }
    for (int number = 1; probers.size() < PROBERS; number++) {
      probers.add(Prober.operator(number));
    }
    return List.copyOf(probers);
  }

  private static int below(int bound, Bytes32 seed, long slot, NodeId node, int step) {
    Bytes32 hash =
        Keccak.hash(
            seed.bytes(),
            ByteBuffer.allocate(Long.BYTES).putLong(slot).array(),
            node.address().bytes(),
            ByteBuffer.allocate(Integer.BYTES).putInt(step).array());
    return new BigInteger(1, hash.bytes()).mod(BigInteger.valueOf(bound)).intValueExact();
  }
}
