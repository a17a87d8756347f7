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

  static PaidRow paid(int node, int account, long passMib, long promoMib, String paid) {
    return new PaidRow(sessions(node, account, passMib, promoMib), TokenAmount.parse(paid));
  }

  /// A node that was up in all of 60 slots and passed everything, at half of the full capacity.
  static Measured measured(int node) {
    return Measured.of(
        new MeasuredRow(
            node(node),
            provider(node),
            TokenAmount.ofTics("10"),
            60,
            60,
            50_000,
            new MeasuredRow.Blind(10, 10, 3),
            0,
            new MeasuredRow.Group("203.0." + node + ".0/24", 0),
            List.of()));
  }

  /// A row with something changed.
  record Measured(MeasuredRow row) {
    static Measured of(MeasuredRow row) {
      return new Measured(row);
    }

    Measured deposit(String tics) {
      return deposit(TokenAmount.ofTics(tics));
    }

    Measured deposit(TokenAmount deposit) {
      return with(deposit, row.slots(), row.up(), row.capacityKbit(), row.blind(), row.group());
    }

    Measured slots(long slots) {
      return with(
          row.deposit(),
          slots,
          Math.min(slots, row.up()),
          row.capacityKbit(),
          row.blind(),
          row.group());
    }

    Measured up(long up) {
      return with(row.deposit(), row.slots(), up, row.capacityKbit(), row.blind(), row.group());
    }

    Measured capacityKbit(long kbit) {
      return with(row.deposit(), row.slots(), row.up(), kbit, row.blind(), row.group());
    }

    Measured blind(long passed, long total) {
      return blind(new MeasuredRow.Blind(passed, total, row.blind().watchers()));
    }

    Measured watchers(int watchers) {
      return blind(new MeasuredRow.Blind(row.blind().passed(), row.blind().total(), watchers));
    }

    Measured prefix(String prefix) {
      return group(new MeasuredRow.Group(prefix, row.group().asn()));
    }

    Measured asn(long asn) {
      return group(new MeasuredRow.Group(row.group().prefix(), asn));
    }

    Measured deductions(int deductions) {
      return of(
          new MeasuredRow(
              row.node(),
              row.provider(),
              row.deposit(),
              row.slots(),
              row.up(),
              row.capacityKbit(),
              row.blind(),
              deductions,
              row.group(),
              row.former()));
    }

    private Measured blind(MeasuredRow.Blind blind) {
      return with(row.deposit(), row.slots(), row.up(), row.capacityKbit(), blind, row.group());
    }

    private Measured group(MeasuredRow.Group group) {
      return with(row.deposit(), row.slots(), row.up(), row.capacityKbit(), row.blind(), group);
    }

    private Measured with(
        TokenAmount deposit,
        long slots,
        long up,
        long capacityKbit,
        MeasuredRow.Blind blind,
        MeasuredRow.Group group) {
      return of(
          new MeasuredRow(
              row.node(),
              row.provider(),
              deposit,
              slots,
              up,
              capacityKbit,
              blind,
              row.deductions(),
              group,
              row.former()));
    }
  }

  static PaidFile randomPaid(long epoch, RandomGenerator random) {
    List<PaidRow> rows = new ArrayList<>();
    for (SessionRow row : randomSessions(epoch, random).rows()) {
      BigInteger paid = new BigInteger(70, new Random(random.nextLong()));
      rows.add(new PaidRow(row, row.passMib() == 0 ? TokenAmount.ZERO : new TokenAmount(paid)));
    }
    return new PaidFile(epoch, new TokenAmount(BigInteger.valueOf(random.nextInt(1000))), rows);
  }

  static MeasuredFile randomMeasured(long epoch, RandomGenerator random) {
    long slots = random.nextInt(1, 300);
    List<MeasuredRow> rows = new ArrayList<>();
    int count = random.nextInt(14);
    for (int i = 0; i < count; i++) {
      long of = random.nextLong(slots + 1);
      long total = random.nextInt(8);
      rows.add(
          new MeasuredRow(
              node(i),
              provider(random.nextInt(5)),
              new TokenAmount(new BigInteger(68, new Random(random.nextLong()))),
              of,
              random.nextLong(of + 1),
              random.nextInt(5_000, 150_000),
              new MeasuredRow.Blind(random.nextLong(total + 1), total, random.nextInt(4)),
              random.nextInt(4) == 0 ? random.nextInt(12_000) : 0,
              new MeasuredRow.Group("203.0." + random.nextInt(2) + ".0/24", random.nextInt(3)),
              List.of()));
    }
    return new MeasuredFile(epoch, slots, rows);
  }
}
