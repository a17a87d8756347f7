package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.evm.Anchor;
import com.qubetics.dvpn.evm.Proposal;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the chain says of epochs.
public interface EpochFacts {

  /// Empty if nothing is anchored yet.
  Optional<Anchor> anchor(long epoch, Seal.Kind kind);

  /// The standing proposal for an epoch; empty if there is none.
  Optional<Proposal> proposalOfEpoch(long epoch);

  /// How long after it was made a proposal can become final.
  Duration proposalDelay();

  /// What traffic has cost, from the deployment on.
  PriceHistory prices();

  /// The time of the newest block that is known: what came later is not.
  Instant asOf();

  /// Empty if the chain is not that long.
  Optional<Bytes32> blockHash(long number);
}
