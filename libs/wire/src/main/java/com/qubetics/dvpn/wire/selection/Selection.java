package com.qubetics.dvpn.wire.selection;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.List;
import java.util.Objects;

/// The answer: nodes in the order in which to try them, and why; and those ruled out, and why.
///
/// @param seed the one that was used, so that the answer can be had again
/// @param snapshot names the picture it was chosen from
/// @param rejected the first 100 by node id
/// @param rejectedInAll how many there are
public record Selection(
    Bytes32 seed,
    String snapshot,
    List<Choice> candidates,
    List<Rejected> rejected,
    int rejectedInAll) {

  public Selection {
    candidates = candidates == null ? List.of() : List.copyOf(candidates);
    rejected = rejected == null ? List.of() : List.copyOf(rejected);
  }

  /// @param score 0 to 10000
  public record Choice(
      NodeId node,
      Account provider,
      Place place,
      Endpoint endpoint,
      TunnelKey tunnelKey,
      long score,
      List<Reason> reasons) {

    public Choice {
      Objects.requireNonNull(node, "node");
      reasons = reasons == null ? List.of() : List.copyOf(reasons);
    }
  }

  /// @param code carries the unit of `value`
  public record Reason(Code code, long value) {
    public enum Code {
      DISTANCE_KM,
      ROUND_TRIP_MICROS,
      LOAD_BASIS_POINTS,
      LOSS_BASIS_POINTS,
      UP_BASIS_POINTS,
      FREE_KBIT,
      /// It has less room than a node should; 1.
      FILLING_UP,
      /// It loses packets, or was down lately; 1.
      UNHEALTHY,
      /// It was drawn so that something is learnt of it; 1.
      EXPLORED,
      @JsonEnumDefaultValue
      UNKNOWN
    }
  }

  /// @param reasons at least one
  public record Rejected(NodeId node, List<Rejection> reasons) {
    public Rejected {
      reasons = reasons == null ? List.of() : List.copyOf(reasons);
    }
  }
}
