package com.qubetics.dvpn.registry.history;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Network;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/// How many blocks are on top of another. The head is asked for at most once a second, whoever
/// asks; while the chain does not answer, the last known one holds.
@Component
class Confirmations {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Network network;
  private final ChainReader chain;
  private final Clock clock;

  /// Replaced by whoever asks; two at once ask twice, which harms nobody.
  private volatile Head head = new Head(0, Instant.EPOCH);

  Confirmations(Network network, ChainReader chain, Clock clock) {
    this.network = network;
    this.chain = chain;
    this.clock = clock;
  }

  private record Head(long block, Instant seen) {}

  /// @param head see [#head]
  /// @return at least the network's number, without which nothing is recorded
  long of(long block, long head) {
    return Math.max(network.confirmations(), head - block);
  }

  long head() {
    Head known = head;
    Instant now = clock.instant();
    if (known.seen().isAfter(now.minus(FRESH))) {
      return known.block();
    }
    // Before asking, so that a slow answer is waited for by one caller only.
    head = new Head(known.block(), now);
    try {
      long block = chain.headBlock();
      head = new Head(block, now);
      return block;
    } catch (ChainException e) {
      return known.block();
    }
  }
}
