package com.qubetics.dvpn.ledger.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.epoch.Outcome;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.epoch.RuleSet1;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.epoch.Terms;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CountedTest {
  private static final long MIB = ByteCount.MEBIBYTE;
  private static final int NODES = 5;
  private static final int ACCOUNTS = 4;
  private static final Counted NONE = new Counted(0, 0, 0, 0);

  @Test
  void carriesWhileAnythingComesAndThenLetsGo() {
    Counted first = plus(NONE, 1_700_000, 1_700_000, 0);
    assertThat(first.passMib()).isEqualTo(1);
    assertThat(first.carried().bytes()).isEqualTo(1_700_000 - MIB);

    Counted second = plus(first.carried(), 500_000, 500_000, 0);
    assertThat(second.passMib()).isEqualTo(1);
    assertThat(second.letGoBytes()).isZero();

    Counted third = second.carried();
    assertThat(third.isRow()).isTrue();
    assertThat(third.countedMib()).isZero();
    assertThat(third.letGoBytes()).isEqualTo(2_200_000 - 2 * MIB);
    assertThat(third.carried()).isEqualTo(NONE);
  }

  @Test
  void fillsMebibytesOfPassPromoAndNobodyEachForItself() {
    Counted counted = plus(NONE, 1_500_000, 700_000, 800_000);
    assertThat(counted.countedMib()).isZero();
    assertThat(counted.isRow()).isFalse();

    Counted next = plus(counted.carried(), 400_000, 400_000, 0);
    assertThat(next.passMib()).isEqualTo(1);
    assertThat(next.promoMib()).isZero();
    assertThat(next.countedMib()).isEqualTo(1);
  }

  /// Whatever is spent, in however short sessions on however many nodes: what nodes are paid, the
  /// pot and what is carried make up what it cost, to the base unit.
  @Test
  void losesNoBaseUnitOfWhatPassesPaid() {
    for (int seed = 0; seed < 200; seed++) {
      new Ledger(seed).run();
    }
  }

  /// Twelve epochs of random spending; one of the five nodes is measured by nobody.
  private static final class Ledger {
    private final Random random;
    private final BigInteger price;
    private Map<Integer, Counted> open = new HashMap<>();
    private long spentBytes;
    private long restBytes;
    private TokenAmount carriedOut = TokenAmount.ZERO;
    private BigInteger paid = BigInteger.ZERO;

    Ledger(long seed) {
      random = new Random(seed);
      price = BigInteger.valueOf(1 + random.nextLong(2_000_000_000_000_000L));
    }

    void run() {
      for (long epoch = 0; epoch < 12; epoch++) {
        for (int sessions = random.nextInt(12); sessions > 0; sessions--) {
          spend();
        }
        Outcome outcome =
            RuleSet1.apply(
                SessionFile.parse(seal(epoch).text()),
                performance(epoch),
                new Terms(new TokenAmount(price), TokenAmount.ZERO, carriedOut));
        carriedOut = outcome.carriedOut();
        paid = paid.add(outcome.paid().baseUnits());
        check();
      }
    }

    private void spend() {
      long pass = random.nextLong(random.nextBoolean() ? MIB : 5 * MIB);
      long promo = random.nextInt(3) == 0 ? random.nextLong(2 * MIB) : 0;
      long nobody = random.nextInt(4) == 0 ? random.nextLong(2 * MIB) : 0;
      spentBytes += pass;
      open.merge(
          random.nextInt(ACCOUNTS * NODES),
          plus(NONE, 1 + pass + promo + nobody, pass, promo),
          (known, more) -> plus(known, more.bytes(), more.passBytes(), more.promoBytes()));
    }

    private SessionFile seal(long epoch) {
      List<SessionRow> rows = new ArrayList<>();
      Map<Integer, Counted> next = new HashMap<>();
      open.forEach(
          (owner, counted) -> {
            restBytes += counted.letGoBytes();
            if (counted.isRow()) {
              rows.add(row(owner, counted));
            }
            if (counted.carried().bytes() > 0) {
              next.put(owner, counted.carried());
            }
          });
      open = next;
      long restMib = restBytes / MIB;
      restBytes %= MIB;
      return new SessionFile(epoch, restMib, rows);
    }

    private void check() {
      long carriedBytes = restBytes + open.values().stream().mapToLong(Counted::passBytes).sum();
      BigInteger accountedFor =
          paid.add(carriedOut.baseUnits())
              .multiply(BigInteger.valueOf(MIB))
              .add(price.multiply(BigInteger.valueOf(carriedBytes)));
      assertThat(accountedFor).isEqualTo(price.multiply(BigInteger.valueOf(spentBytes)));
      assertThat(carriedBytes).isLessThan((open.size() + 1) * MIB);
    }

    private PerformanceFile performance(long epoch) {
      List<PerformanceRow> rows = new ArrayList<>();
      for (int i = 1; i < NODES; i++) {
        rows.add(
            new PerformanceRow(
                node(i),
                new Account(node(i).address()),
                TokenAmount.ofTics("10"),
                60,
                60 - random.nextInt(8),
                50_000,
                random.nextInt(2) * 2_500,
                "203.0." + i + ".0/24"));
      }
      return new PerformanceFile(epoch, rows);
    }
  }

  private static Counted plus(Counted to, long bytes, long pass, long promo) {
    return new Counted(
        to.bytes() + bytes, to.passBytes() + pass, to.promoBytes() + promo, to.carriedBytes());
  }

  private static SessionRow row(int owner, Counted counted) {
    return new SessionRow(
        node(owner % NODES),
        Bytes32.parse("0x" + String.format(Locale.ROOT, "%064x", owner)),
        counted.countedMib(),
        counted.passMib(),
        counted.promoMib(),
        Bytes32.ZERO);
  }

  private static NodeId node(int index) {
    return new NodeId(Address.parse("0x" + String.format(Locale.ROOT, "%040x", index)));
  }
}
