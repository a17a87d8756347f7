package com.qubetics.dvpn.registry.history;

import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.wire.network.ChainFacts;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param explorer link to a transaction with `{transaction}` in it (`DVPN_EXPLORER`); empty: the
///   explorer of the network's chain, if it is known
@ConfigurationProperties("dvpn.history")
record HistorySettings(@DefaultValue("") String explorer) {
  private static final String TRANSACTION = "{transaction}";

  HistorySettings {
    if (!explorer.isEmpty() && !explorer.contains(TRANSACTION)) {
      throw new IllegalArgumentException(
          "DVPN_EXPLORER: %s (expected: a link with %s in it)".formatted(explorer, TRANSACTION));
    }
  }

  /// Where people can look a transaction up.
  Optional<String> link(Network network, Bytes32 transaction) {
    return Optional.of(explorer)
        .filter(given -> !given.isEmpty())
        .or(
            () ->
                Optional.ofNullable(network.chain())
                    .map(ChainFacts::explorer)
                    .map(of -> of + "/tx/" + TRANSACTION))
        .map(template -> template.replace(TRANSACTION, transaction.toString()));
  }
}
