package com.qubetics.dvpn.ledger.allowance;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.ledger.RunningLedger;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

class LotsIT {
  private static final long MIB = 1 << 20;

  private final RunningLedger ledger = RunningLedger.shared();
  private final Allowances allowances = ledger.bean(Allowances.class);
  private final Account account = new Account(PrivateKey.random(new SecureRandom()).address());

  @Test
  void spendsTheOldestFirstAtWhatItHadCost() {
    buy(1, 2, 100);
    buy(2, 1, 900);

    assertThat(spend(MIB)).isEqualTo(amount(50));
    assertThat(spend(3 * MIB / 2)).isEqualTo(amount(50 + 450));
    assertThat(spend(9 * MIB)).isEqualTo(amount(450));
    assertThat(spend(MIB)).isEqualTo(TokenAmount.ZERO);
  }

  /// The order of the chain, not of coming: by block and place in it.
  @Test
  void spendsInTheOrderOfTheChain() {
    buy(7, 1, 900);
    buy(3, 1, 100);

    assertThat(spend(MIB)).isEqualTo(amount(100));
  }

  @Test
  void costsWhatWasPaidInHoweverManyParts() {
    buy(1, 1, 100);
    assertThat(spend(MIB / 3)).isEqualTo(amount(33));
    assertThat(spend(MIB / 3)).isEqualTo(amount(33));
    assertThat(spend(MIB / 3 + 1)).isEqualTo(amount(34));
  }

  @Test
  void coversWhatWasSpentOfADroppedPurchaseByTheSameInAnotherBlockAtNoNewCost() {
    Bytes32 transaction = buy(5, 2, 100);
    spend(MIB);
    in(
        () -> {
          allowances.removePass(account, transaction, 0);
          return true;
        });
    assertThat(spend(MIB)).isEqualTo(TokenAmount.ZERO);
    buy(6, transaction, 2, 100);

    assertThat(spend(MIB)).isEqualTo(amount(50));
  }

  /// In a ledger that noted no price, of a purchase of which the chain's log is not kept.
  @Test
  void givesALotOfUnknownPriceTheNetworksAndWhatOpenEpochsCountedOfItToo() {
    buy(1, 4, 0);
    spend(MIB);
    byte[] owner = account.address().bytes();
    ledger.jdbc().sql("update pass_lot set paid = null where account = ?").param(owner).update();
    long epoch = ledger.count("select min(number) from epoch where state = 'OPEN'");
    ledger
        .jdbc()
        .sql(
            "insert into epoch_usage (epoch, account, node, counted_bytes, pass_bytes, promo_bytes)"
                + " values (?, ?, ?, ?, ?, 0)")
        .params(epoch, owner, owner, MIB, MIB)
        .update();
    try {
      for (int start = 0; start < 2; start++) {
        allowances.priceUnknown(amount(1024 * 7));
        assertThat(ledger.count("select paid::bigint from pass_lot where account = ?", owner))
            .isEqualTo(4 * 7);
        assertThat(ledger.count("select paid::bigint from epoch_usage where account = ?", owner))
            .isEqualTo(7);
      }
    } finally {
      ledger.jdbc().sql("delete from epoch_usage where account = ?").param(owner).update();
    }
  }

  /// Money of lots spent is what the acks cost, and with what is left what was paid, in whatever
  /// order passes and acks come, of whatever prices.
  @Test
  void losesAndDoublesNoBaseUnit() {
    long seed = 20_261_201;
    Random random = new Random(seed);
    BigInteger paid = BigInteger.ZERO;
    BigInteger cost = BigInteger.ZERO;
    long bytes = 0;
    long spent = 0;
    List<Long> sizes = new ArrayList<>();
    for (int step = 0; step < 150; step++) {
      if (random.nextInt(4) == 0) {
        long mebibytes = 1 + random.nextInt(20);
        BigInteger price = new BigInteger(random.nextInt(1, 90), random);
        buy(step, mebibytes, price);
        paid = paid.add(price);
        bytes += mebibytes * MIB;
        sizes.add(mebibytes);
      } else {
        long more = random.nextLong(1L << random.nextInt(1, 24));
        cost = cost.add(spend(more).baseUnits());
        spent = Math.min(bytes, spent + more);
      }
      assertThat(
              ledger.count(
                  "select coalesce(sum(spent_bytes), 0)::bigint from pass_lot where account = ?",
                  account.address().bytes()))
          .as("seed %s, step %s", seed, step)
          .isEqualTo(spent);
      assertThat(cost).as("seed %s, step %s", seed, step).isEqualTo(costOfSpent());
    }
    cost = cost.add(spend(bytes - spent).baseUnits());
    assertThat(sizes).hasSizeGreaterThan(20);
    assertThat(cost).as("seed %s", seed).isEqualTo(paid);
  }

  private BigInteger costOfSpent() {
    return ledger
        .jdbc()
        .sql(
            """
            select coalesce(sum(div(paid * spent_bytes, mebibytes << 20)), 0) from pass_lot
            where account = ?
            """)
        .param(account.address().bytes())
        .query(java.math.BigDecimal.class)
        .single()
        .toBigIntegerExact();
  }

  private Bytes32 buy(long block, long mebibytes, long paid) {
    return buy(block, mebibytes, BigInteger.valueOf(paid));
  }

  private Bytes32 buy(long block, long mebibytes, BigInteger paid) {
    Bytes32 transaction = Keccak.hash((account + "/" + block).getBytes(StandardCharsets.UTF_8));
    return buy(block, transaction, mebibytes, paid);
  }

  private Bytes32 buy(long block, Bytes32 transaction, long mebibytes, long paid) {
    return buy(block, transaction, mebibytes, BigInteger.valueOf(paid));
  }

  private Bytes32 buy(long block, Bytes32 transaction, long mebibytes, BigInteger paid) {
    return in(
        () -> {
          allowances.addPass(account, mebibytes, new TokenAmount(paid), transaction, 0, block);
          return transaction;
        });
  }

  private TokenAmount spend(long bytes) {
    return in(() -> allowances.spend(account, bytes).passCost());
  }

  private <T> T in(Supplier<T> work) {
    return Objects.requireNonNull(
        ledger.bean(TransactionTemplate.class).execute(status -> work.get()));
  }

  private static TokenAmount amount(long baseUnits) {
    return new TokenAmount(BigInteger.valueOf(baseUnits));
  }
}
