package com.qubetics.dvpn.engines.qubetics;

import static com.qubetics.dvpn.engines.qubetics.Behind.number;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What transactions are charged: at least half of their gas limit.
///
/// Evmos, `ApplyMessageWithConfig` in `x/evm/keeper/state_transition.go`: the gas used is the
/// larger of what was used and `min_gas_multiplier` (0.5) of the limit; receipts and blocks show
/// that figure, and only the rest is given back to the sender.
///
/// Guarded by the lock of its owner.
final class Charges {
  private static final int MAX_KEPT = 256;

  private final Behind behind;

  /// By the block's hash, those asked for last.
  private final Map<String, Map<String, Charge>> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Charge>> eldest) {
          return size() > MAX_KEPT;
        }
      };

  Charges(Behind behind) {
    this.behind = behind;
  }

  /// @param from sender
  /// @param limit gas limit
  /// @param used gas that the EVM took
  /// @param charged gas that is charged
  /// @param cumulative what was charged in the block up to here
  /// @param price per unit of gas
  record Charge(
      String from, long limit, long used, long charged, long cumulative, BigInteger price) {

    /// In base units, what anvil did not take.
    BigInteger beyond() {
      return price.multiply(BigInteger.valueOf(charged - used));
    }
  }

  /// Of a block's transactions by their hashes, in their order.
  synchronized Map<String, Charge> of(JsonNode block, QubeticsSettings settings) {
    String hash = block.get("hash").asString();
    Map<String, Charge> known = kept.get(hash);
    if (known == null) {
      known = count(block.get("number").asString(), settings);
      kept.put(hash, known);
    }
    return known;
  }

  static long sum(Map<String, Charge> charges) {
    return charges.values().stream().mapToLong(Charge::charged).sum();
  }

  private Map<String, Charge> count(String number, QubeticsSettings settings) {
    JsonNode block = behind.get("eth_getBlockByNumber", number, true);
    if (block.get("transactions").isEmpty()) {
      return Map.of();
    }
    List<JsonNode> receipts = behind.get("eth_getBlockReceipts", number).valueStream().toList();
    Map<String, Charge> charges = new LinkedHashMap<>();
    long cumulative = 0;
    for (JsonNode transaction : block.get("transactions")) {
      JsonNode receipt = receipts.get(charges.size());
      long limit = number(transaction.get("gas")).longValueExact();
      long used = number(receipt.get("gasUsed")).longValueExact();
      long charged = Math.max(used, settings.gas().least(limit));
      cumulative += charged;
      charges.put(
          transaction.get("hash").asString(),
          new Charge(
              transaction.get("from").asString(),
              limit,
              used,
              charged,
              cumulative,
              number(receipt.get("effectiveGasPrice"))));
    }
    return charges;
  }
}
