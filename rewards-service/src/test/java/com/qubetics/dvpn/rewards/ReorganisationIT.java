package com.qubetics.dvpn.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.follow.Follower;
import com.qubetics.dvpn.epoch.LedgerVersions;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// Reorganisations of any depth while money comes in, roots are anchored, corrected, proposed,
/// vetoed and made final, and rewards are claimed on the real contracts: what the service has made
/// of the chain is always what a fresh reading makes of it.
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "server.port=0")
@DirtiesContext
class ReorganisationIT {
  private static final int DEEPEST = 64;
  private static final int ROUNDS = Boolean.getBoolean("dvpn.nightly") ? 500 : 25;
  private static final TestChain CHAIN = new TestChain();
  private static final Account EARNER =
      new Account(PrivateKey.parse("0x" + "07".repeat(32)).address());
  private static final List<String> TABLES =
      List.of("vault_payment", "claimed", "epoch_anchor", "proposal");

  @Autowired Follower follower;
  @Autowired ChainReader reader;
  @Autowired Calls calls;
  @Autowired JdbcClient jdbc;

  private int failedTurns;
  private final long seed = Long.getLong("dvpn.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private int claims;
  private int lostClaims;

  @DynamicPropertySource
  static void stage(DynamicPropertyRegistry properties) {
    new RewardsStage()
        .register(properties, "reorganised", CHAIN.network.text(), CHAIN.anvil, false);
    properties.add("DVPN_CHAIN_POLL_INTERVAL", () -> "1h");
  }

  @AfterAll
  static void stop() {
    CHAIN.close();
  }

  @BeforeEach
  void startsFarBelowTheHead() {
    System.out.println("seed: " + seed);
    CHAIN.mine(DEEPEST);
    CHAIN.anvil.mineWithEachTransaction(false);
  }

  @Test
  void leavesTheTablesOfAFreshReading() {
    for (int round = 1; round <= ROUNDS; round++) {
      act();
      follow();
      CHAIN.anvil.reorganise(random.nextInt(1, DEEPEST + 1), random);
      if (random.nextBoolean()) {
        follow();
      }
      act();
      follow();
      if (round % 5 == 0) {
        String tables = dump();
        forget();
        follow();
        assertThat(tables).as("seed %d, round %d", seed, round).isEqualTo(dump());
      }
    }
    assertThat(claims).as("seed %d: claims", seed).isPositive();
    assertThat(lostClaims).as("seed %d: claims that were taken back", seed).isPositive();
  }

  /// Long enough for two or three rewards to go their whole way, and in no more blocks than a
  /// reorganisation may take back.
  private void act() {
    for (int actions = random.nextInt(8, 25); actions > 0; actions--) {
      CHAIN.anvil.call("evm_increaseTime", "[30]");
      action().ifPresent(this::send);
      CHAIN.mine(random.nextInt(1, 3));
    }
  }

  private Optional<Call> action() {
    return switch (random.nextInt(10)) {
      case 0 -> Optional.of(calls.fund(TokenAmount.ofTics("1")));
      case 1 -> Optional.of(calls.buyPass(EARNER, 1024, reader.priceOf(1024)));
      case 2 -> Optional.of(anchor(reader.nextEpoch(), Seal.Kind.values()[random.nextInt(2)]));
      case 3 -> proposed().map(calls::veto);
      default -> Optional.of(next());
    };
  }

  /// What brings the earner's next reward a step closer.
  private Call next() {
    long epoch = reader.nextEpoch();
    return claim()
        .or(() -> proposed().map(calls::finalise))
        .or(
            () ->
                Stream.of(Seal.Kind.values())
                    .filter(kind -> reader.anchorOf(epoch, kind).isEmpty())
                    .findFirst()
                    .map(kind -> anchor(epoch, kind)))
        .orElseGet(() -> proposal(epoch));
  }

  private Call anchor(long epoch, Seal.Kind kind) {
    Bytes32 some = some();
    return reader.anchorOf(epoch, kind).isEmpty()
        ? calls.anchor(new Seal(epoch, 1, kind, some, 1, BigInteger.ONE, some))
        : calls.correct(new Seal(epoch, 1, kind, some, 1, BigInteger.ONE, some));
  }

  /// The earner has earned as many base units as epochs have gone by.
  private Call proposal(long epoch) {
    List<Integer> versions =
        Stream.of(Seal.Kind.values())
            .flatMap(
                kind ->
                    reader
                        .anchorOf(epoch, kind)
                        .map(it -> Math.toIntExact(it.seal().version()))
                        .stream())
            .toList();
    return calls.propose(
        epoch, epoch, leaf(epoch), earned(epoch), some(), LedgerVersions.hash(versions), some());
  }

  private Optional<Long> proposed() {
    var id = reader.proposalOfEpoch(reader.nextFinalEpoch());
    return id.isPresent() ? Optional.of(id.getAsLong()) : Optional.empty();
  }

  private Optional<Call> claim() {
    long finalEpochs = reader.nextFinalEpoch();
    if (finalEpochs == 0) {
      return Optional.empty();
    }
    long last = finalEpochs - 1;
    return reader.claimed(period(last), EARNER).equals(earned(last))
        ? Optional.empty()
        : Optional.of(calls.claim(period(last), EARNER, earned(last), List.of()));
  }

  private static long period(long epoch) {
    return epoch / 30;
  }

  private static TokenAmount earned(long epoch) {
    return TokenAmount.parse(Long.toString(epoch + 1));
  }

  /// One leaf is a tree.
  private static Bytes32 leaf(long epoch) {
    return new RewardFile.AccountRow(EARNER, earned(epoch), earned(epoch))
        .leaf(
            new RewardFile.Vault(CHAIN.network.chainId(), CHAIN.network.rewardsVault()),
            period(epoch));
  }

  private Bytes32 some() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    random.nextBytes(bytes);
    return Bytes32.of(bytes);
  }

  /// What a reorganisation or an earlier action made impossible is not sent.
  private void send(Call call) {
    try {
      CHAIN.wallet.send(call.to(), call.value().baseUnits(), call.data());
    } catch (Wallet.RefusedException refused) {
      assertThat(refused.getMessage()).matches("(Epoch|Vault).*");
    }
  }

  /// A poll either reads on or takes back.
  private void follow() {
    boolean more;
    do {
      BigDecimal before = claimed();
      more = turn(follower);
      int change = claimed().compareTo(before);
      claims += change > 0 ? 1 : 0;
      lostClaims += change < 0 ? 1 : 0;
    } while (more);
  }

  /// A turn that fails is taken again, as the service's loop does it: a connection to the node may
  /// break at any time.
  private boolean turn(Follower follower) {
    try {
      return follower.poll();
    } catch (ChainException failed) {
      failedTurns++;
      assertThat(failedTurns).as(failed.getMessage()).isLessThan(10);
      return true;
    }
  }

  private BigDecimal claimed() {
    return jdbc.sql("select coalesce(sum(cumulative), 0) from claimed")
        .query(BigDecimal.class)
        .single();
  }

  private String dump() {
    StringBuilder dump = new StringBuilder();
    for (String table : TABLES) {
      dump.append(
          jdbc.sql(
                  "select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from %s t"
                      .formatted(table))
              .query(String.class)
              .single());
    }
    return dump.toString();
  }

  private void forget() {
    jdbc.sql("truncate chain_position, chain_block, chain_event, " + String.join(", ", TABLES))
        .update();
  }
}
