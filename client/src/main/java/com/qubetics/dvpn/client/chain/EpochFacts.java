package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.Optional;

/// What the chain says of epochs.
public interface EpochFacts {

  /// Empty if nothing is anchored yet.
  Optional<Anchor> anchor(long epoch, Anchor.Kind kind);

  /// The standing proposal for an epoch; empty if there is none.
  Optional<Proposal> proposalOfEpoch(long epoch);

  /// What traffic has cost, from the deployment on.
  PriceHistory prices();

  /// Empty if the chain is not that long.
  Optional<Bytes32> blockHash(long number);
}
