package com.qubetics.dvpn.epoch.penalty;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Instant;
import java.util.Locale;

/// What becomes of one node for one offence in one epoch.
public sealed interface Decision {
  NodeId node();

  Offence offence();

  /// Stable: the offence's code and what is done, such as `no-service.jail`.
  String code();

  /// Whether it is a [Strike] from then on.
  default boolean isStrike() {
    return !(this instanceof Spared);
  }

  /// Says it and takes nothing.
  record Warning(NodeId node, Offence offence) implements Decision {
    @Override
    public String code() {
      return offence.code() + ".warning";
    }
  }

  /// Out of the network for a time; takes no money.
  record Jail(NodeId node, Offence offence, Instant until, Release release) implements Decision {
    @Override
    public String code() {
      return offence.code() + ".jail";
    }
  }

  /// What must have happened before a jailed node is let in again.
  enum Release {
    /// The time alone.
    TIME,
    /// Two watchers' sessions show that it was mended; the jail is renewed until then, since the
    /// contract knows none over 24 h.
    MENDED,
    /// The node has another node key.
    KEY_ROTATED
  }

  /// Takes a share of all that earns, after the time to contest.
  ///
  /// @param basisPoints of the deposit that weighs in the rule sets
  /// @param amount base units, at most the deposit
  record Slash(NodeId node, Offence offence, int basisPoints, TokenAmount amount)
      implements Decision {
    @Override
    public String code() {
      return offence.code() + ".slash";
    }
  }

  /// The evidence is there and nothing is done.
  record Spared(NodeId node, Offence offence, Mercy why) implements Decision {
    @Override
    public String code() {
      return offence.code() + ".spared-" + why.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// Why nothing is done.
  enum Mercy {
    /// So many nodes look guilty at once that whoever looks is the likelier culprit.
    FUSE,
    TOO_FEW_PROVIDERS
  }
}
