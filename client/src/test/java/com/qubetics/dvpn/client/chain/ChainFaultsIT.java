package com.qubetics.dvpn.client.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.client.audit.Audit;
import com.qubetics.dvpn.client.audit.EpochFile;
import com.qubetics.dvpn.client.audit.EpochFiles;
import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings;
import com.qubetics.dvpn.epoch.LedgerVersions;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.epoch.RuleSet1;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.evm.FaultyChain;
import com.qubetics.dvpn.evm.FaultyChain.Fault;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.Roles;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each fault that an endpoint of the real chain can have, at what a user asks of it: the prices
/// and an audit are right, or nothing is told but the cause. On the stand-in; the facts name
/// mainnet, so that no endpoint is taken for a chain with one node.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainFaultsIT {
  private static final long MAINNET = 9030;
  private static final TokenAmount PRICE = TokenAmount.ofTics("1");

  private final FaultyChain faulty =
      new FaultyChain(QubeticsSettings.quick().every(Duration.ofMillis(50)), Anvil.CHAIN_ID);

  private final Map<EpochFile, String> files = new EnumMap<>(EpochFile.class);
  private NetworkFacts network;

  @BeforeAll
  void anchorsAnEpoch() {
    Roles roles = Roles.allBy(PrivateKey.parse(Anvil.DEV_KEY).address());
    long genesis = Instant.now().getEpochSecond() - 600;
    TestChain chain = new TestChain(faulty.chain, new TestChain.Plan(roles, genesis, 2, PRICE, 5));
    Network deployed = chain.network;
    network =
        new NetworkFacts(
            "test",
            MAINNET,
            deployed.nodeRegistry(),
            deployed.epochLedger(),
            deployed.rewardsVault(),
            genesis,
            60,
            5,
            deployed.deployedAtBlock(),
            null,
            null,
            PRICE,
            null,
            null,
            null,
            null);
    SessionFile sessions = new SessionFile(0, List.of());
    PerformanceFile performance = new PerformanceFile(0, List.of());
    RewardFile rewards =
        RewardFile.compute(
            Optional.empty(),
            sessions,
            performance,
            new TokenAmount(PRICE.baseUnits().shiftRight(10)),
            TokenAmount.ZERO,
            new RewardFile.Vault(MAINNET, deployed.rewardsVault()));
    files.put(EpochFile.SESSIONS, sessions.text());
    files.put(EpochFile.PERFORMANCE, performance.text());
    files.put(EpochFile.REWARDS, rewards.text());
    chain.transact(chain.calls.anchor(sessions.seal()));
    chain.transact(chain.calls.anchor(performance.seal()));
    chain.transact(
        chain.calls.propose(
            0,
            0,
            rewards.root(),
            rewards.total(),
            RuleSet1.hash(),
            LedgerVersions.hash(List.of(1, 1)),
            rewards.dataHash()));
    // More than are read one by one.
    chain.mine(120);
  }

  @AfterAll
  void closes() {
    faulty.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "NONE,",
    "SLOW,no answer",
    "DEAD,no answer",
    "BEHIND,",
    "CAPPED,",
    "EMPTY_LISTS,EVENT_MISSING",
    "TWO_NODES,",
    "HALTED,",
    "HALTED_AND_EMPTIED,",
    "RESTARTED,no answer"
  })
  void tellsWhatIsRightOrTheCause(Fault fault, @Nullable String cause) {
    Chain chain = Chain.at(faulty.url(), network);
    for (Runnable question : List.<Runnable>of(() -> prices(chain), () -> audit(chain))) {
      faulty.begin(fault, Duration.ofHours(1));
      if (cause == null) {
        question.run();
      } else {
        assertThatThrownBy(question::run)
            .isInstanceOf(GatewayException.class)
            .hasMessageContaining(cause)
            .hasMessageContaining(faulty.url().toString());
      }
      faulty.end();
      question.run();
    }
  }

  private static void prices(Chain chain) {
    assertThat(chain.prices()).isEqualTo(new PriceHistory(PRICE, List.of()));
  }

  private void audit(Chain chain) {
    EpochFiles published = (epoch, file) -> Optional.ofNullable(files.get(file));
    Audit.Report report = new Audit(published, chain, network).of(0);
    assertThat(report.holds()).as(report.checks().toString()).isTrue();
  }
}
