package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Rows to test with: named ones, and random ones from a seeded generator.
final class Samples {
  static final RewardFile.Vault VAULT = new RewardFile.Vault(31337, address("vault"));

  private Samples() {}

  static Bytes32 bytes32(String seed) {
    return Keccak.hash(seed.getBytes(StandardCharsets.UTF_8));
  }

  static Address address(String seed) {
    return Address.of(Arrays.copyOf(bytes32(seed).bytes(), Address.LENGTH));
  }

  static NodeId node(int index) {
    return new NodeId(address("node " + index));
  }

  static Account provider(int index) {
    return new Account(address("provider " + index));
  }

  static SessionRow sessions(int node, int account, long passMib, long promoMib) {
    return new SessionRow(
        node(node),
        bytes32("pseudonym " + node + " " + account),
        passMib + promoMib,
        passMib,
        promoMib,
        bytes32("commitment"));
  }

  static PerformanceRow performance(int node, String deposit, long slots, long up) {
    return new PerformanceRow(
        node(node),
        provider(node),
        TokenAmount.ofTics(deposit),
        slots,
        up,
        50_000,
        0,
        "203.0." + node + ".0/24");
  }

  static SessionFile randomSessions(long epoch, RandomGenerator random) {
    List<SessionRow> rows = new ArrayList<>();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      rows.add(sessions(random.nextInt(12), i, random.nextInt(5000), random.nextInt(300)));
    }
    int letGo = random.nextInt(4);
    for (int i = 0; i < letGo; i++) {
      rows.add(sessions(random.nextInt(12), 100 + i, 0, 0));
    }
    return new SessionFile(epoch, letGo == 0 ? 0 : random.nextInt(letGo + 1), rows);
  }

  static PerformanceFile randomPerformance(long epoch, RandomGenerator random) {
    List<PerformanceRow> rows = new ArrayList<>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      long slots = random.nextInt(0, 300);
      rows.add(
          new PerformanceRow(
              node(i),
              provider(random.nextInt(5)),
              new TokenAmount(new BigInteger(68, new Random(random.nextLong()))),
              slots,
              slots - Math.min(slots, random.nextInt(0, 30)),
              random.nextInt(5_000, 100_000),
              random.nextInt(4) == 0 ? random.nextInt(12_000) : 0,
              "203.0." + random.nextInt(2) + ".0/24"));
    }
    return new PerformanceFile(epoch, rows);
  }
}
