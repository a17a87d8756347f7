package com.qubetics.dvpn.wire.network;

import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A completed slot: with the seed, everything to repeat the draw and check the answers.
///
/// @param isVoid the registry itself failed in it: it counts for nobody
public record PastSlot(long slot, Bytes32 seed, boolean isVoid, List<Node> nodes) {

  /// A node in a slot.
  ///
  /// @param prefix `-`: it had no endpoint, so it was not probed and is down
  /// @param probes whether it could be drawn as a prober
  /// @param eligible on chain when the draw was made
  /// @param downSlots slots since it was first found down in a row, as the draw took them
  /// @param valid number of valid answers
  /// @param up null: not judged, counts for nobody
  /// @param deposit that weighs in the slot, base units; null in slots before it was kept
  public record Node(
      NodeId node,
      Account provider,
      String prefix,
      boolean probes,
      boolean eligible,
      long downSlots,
      int valid,
      @Nullable Boolean up,
      @Nullable TokenAmount deposit,
      List<Probe> probers) {}

  /// A prober's challenge to a node and what came of it.
  ///
  /// @param prober a node, or one of the operator's own by its name
  /// @param made whether the prober tried and told
  /// @param signature the node's over `ProbeAnswer`; null without a valid answer
  public record Probe(
      String prober,
      Bytes32 challenge,
      boolean made,
      @Nullable Signature signature,
      @Nullable Long rttMicros) {}
}
