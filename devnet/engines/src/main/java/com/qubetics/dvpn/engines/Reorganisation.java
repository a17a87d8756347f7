package com.qubetics.dvpn.engines;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces the newest blocks of a chain by as many others. Of their transactions some come again,
/// in their order, each in its block or a later one; the rest is gone for good.
final class Reorganisation {
  private static final Pattern TRANSACTIONS = Pattern.compile("\"transactions\":\\[([^]]*)]");
  private static final Pattern HEX = Pattern.compile("0x[0-9a-f]+");

  private final Anvil chain;

  Reorganisation(Anvil chain) {
    this.chain = chain;
  }

  void random(int depth, RandomGenerator random) {
    List<String> transactions = transactions(depth);
    int kept = random.nextInt(transactions.size() + 1);
    List<Integer> places = random.ints(kept, 0, depth).sorted().boxed().toList();
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < kept; i++) {
      pairs.add("[\"%s\",%s]".formatted(transactions.get(i), places.get(i)));
    }
    chain.ask("anvil_reorg", "[%s,[%s]]".formatted(depth, String.join(",", pairs)));
  }

  /// The transactions of the newest blocks, as they were sent.
  private List<String> transactions(int depth) {
    long head = Long.decode(hex(chain.ask("eth_blockNumber", "[]")));
    List<String> raw = new ArrayList<>();
    for (long number = head - depth + 1; number <= head; number++) {
      String block =
          chain.ask("eth_getBlockByNumber", String.format(Locale.ROOT, "[\"0x%x\",false]", number));
      Matcher list = TRANSACTIONS.matcher(block);
      if (!list.find()) {
        throw new EngineException("anvil has no block " + number);
      }
      HEX.matcher(list.group(1))
          .results()
          .map(hash -> chain.ask("eth_getRawTransactionByHash", "[\"%s\"]".formatted(hash.group())))
          .forEach(answer -> raw.add(hex(answer)));
    }
    return raw;
  }

  private static String hex(String answer) {
    Matcher result = Pattern.compile("\"result\":\"(0x[0-9a-f]*)\"").matcher(answer);
    if (!result.find()) {
      throw new EngineException("anvil answered " + answer);
    }
    return result.group(1);
  }
}
