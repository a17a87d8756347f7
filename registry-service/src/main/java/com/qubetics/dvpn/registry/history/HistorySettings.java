package com.qubetics.dvpn.registry.history;

import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param explorer link to a transaction with `{transaction}` in it (`DVPN_EXPLORER`); empty: the
///   explorer of a known network, none of others
@ConfigurationProperties("dvpn.history")
record HistorySettings(@DefaultValue("") String explorer) {
  private static final String TRANSACTION = "{transaction}";
  private static final Map<Long, String> KNOWN =
      Map.of(
          9030L, "https://ticsscan.com/tx/" + TRANSACTION,
          9029L, "https://testnet.qubetics.work/tx/" + TRANSACTION);

  HistorySettings {
    if (!explorer.isEmpty() && !explorer.contains(TRANSACTION)) {
      throw new IllegalArgumentException(
          "DVPN_EXPLORER: %s (expected: a link with %s in it)".formatted(explorer, TRANSACTION));
    }
  }

  /// Where people can look a transaction up.
  Optional<String> link(Network network, Bytes32 transaction) {
    String template = explorer.isEmpty() ? KNOWN.getOrDefault(network.chainId(), "") : explorer;
    return Optional.of(template.replace(TRANSACTION, transaction.toString()))
        .filter(link -> !link.isEmpty());
  }
}
