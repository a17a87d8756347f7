package com.qubetics.dvpn.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainTables;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.FlakyRpc;
import com.qubetics.dvpn.chain.send.IntentSender;
import com.qubetics.dvpn.chain.send.SenderSettings;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.evm.ChainEvent.Funded;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.contract.RpcChainReader;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Nodes that hide logs, contradict each other or come and go: no event is skipped, none comes
/// twice.
class HostileNodesIT implements ChainEventHandler {
  private static final Duration OF_RESTARTS =
      Boolean.getBoolean("dvpn.nightly") ? Duration.ofMinutes(5) : Duration.ofSeconds(20);
  private static final Duration BETWEEN_RESTARTS = Duration.ofSeconds(2);

  private static final Duration DOWN = Duration.ofMillis(200);

  private final TestChain chain = new TestChain();
  private final ChainTables tables = new ChainTables();
  private final FlakyRpc flaky = new FlakyRpc(chain.anvil.rpcUrl());
  private final JsonRpc rpc = new JsonRpc(flaky.url());
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final long seed = Long.getLong("dvpn.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<String> seen = new ArrayList<>();

  @AfterEach
  void stops() {
    flaky.close();
    chain.close();
  }

  @Test
  void findsEachEventThoughTheNodeHidesLogsAtTimes() {
    System.out.println("seed: " + seed);
    flaky.hideLogs(() -> random.nextInt(4) > 0);
    Follower follower = follower(rpc);
    for (int amount = 1; amount <= 30; amount++) {
      fund(amount);
      chain.mine(random.nextInt(4));
      follower.poll();
    }
    chain.mine(2);
    follow(follower);
    assertThat(seen).as("seed %d", seed).isEqualTo(amounts(30));
  }

  @Test
  void goesNoFurtherWhereReceiptsHideLogsTooUntilTheyDoNot() {
    flaky.hideLogs(() -> true);
    flaky.hideLogsInReceipts(() -> true);
    Follower follower = follower(rpc);
    fund(1);
    chain.mine(2);
    assertThatThrownBy(() -> follow(follower))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("hides logs");
    assertThat(seen).isEmpty();
    flaky.hideLogsInReceipts(() -> false);
    follow(follower);
    assertThat(seen).isEqualTo(amounts(1));
  }

  @Test
  void actsOnNothingWhileTwoNodesDisagreeAndOnEverythingOnceTheyAgree() {
    try (Anvil other = Anvil.start()) {
      Follower follower = follower(chain.rpc, rpc);
      fund(1);
      chain.mine(2);
      follow(follower);
      assertThat(seen).isEqualTo(amounts(1));
      assertThat(disagreement()).isZero();

      other.mine(100);
      flaky.turnTo(other.rpcUrl());
      fund(2);
      chain.mine(2);
      for (int look = 0; look < 3; look++) {
        assertThatThrownBy(follower::poll).hasMessageContaining("disagree");
        assertThat(disagreement()).isEqualTo(1);
      }
      assertThat(seen).isEqualTo(amounts(1));

      flaky.turnTo(chain.anvil.rpcUrl());
      follow(follower);
      assertThat(seen).isEqualTo(amounts(2));
      assertThat(disagreement()).isZero();
    }
  }

  @Test
  void waitsForTheNodeThatIsBehindAndForOneThatDoesNotAnswer() {
    Follower follower = follower(chain.rpc, rpc);
    fund(1);
    chain.mine(2);
    flaky.lagBy(1);
    follow(follower);
    flaky.stop();
    assertThatThrownBy(follower::poll).isInstanceOf(ChainException.class);
    assertThat(seen).isEmpty();
    assertThat(disagreement()).isZero();
    flaky.start();
    flaky.lagBy(0);
    follow(follower);
    assertThat(seen).isEqualTo(amounts(1));
  }

  @Test
  void followsAndSendsThroughANodeThatIsRestartedAgainAndAgain() throws Exception {
    Follower follower = follower(rpc);
    IntentSender sender = sender();
    Wallet other = secondWallet();
    Instant end = Instant.now().plus(OF_RESTARTS);
    Thread restarts = Thread.ofVirtual().start(this::restartAgainAndAgain);
    int sent = 0;
    int failed = 0;
    while (Instant.now().isBefore(end)) {
      sent++;
      var call = chain.calls.fund(amount(sent));
      if (sent % 2 == 0) {
        sender.ensure("fund/" + sent, call, Duration.ZERO);
      } else {
        other.transact(call.to(), call.value().baseUnits(), call.data());
      }
      chain.mine(1);
      failed += survives(follower::poll) + survives(sender::poll);
      Thread.sleep(20);
    }
    restarts.interrupt();
    restarts.join();
    assertThat(failed).isPositive();
    // The last one may have been lost on its way: it is sent again when its fee is raised.
    while (sender.status().open() > 0) {
      sender.poll();
      chain.mine(1);
      Thread.sleep(20);
    }
    chain.mine(2);
    follow(follower);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(amounts(sent));
    assertThat(new RpcChainReader(chain.network.contracts(), chain.rpc).funded())
        .isEqualTo(amount(sent * (sent + 1) / 2));
  }

  private void restartAgainAndAgain() {
    try {
      while (true) {
        Thread.sleep(BETWEEN_RESTARTS);
        flaky.stop();
        try {
          Thread.sleep(DOWN);
        } finally {
          flaky.start();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof Funded funded) {
      seen.add(funded.amount().toString());
    }
  }

  @Override
  public void undo(ConfirmedEvent confirmed) {
    throw new AssertionError("no reorganisation here: " + confirmed);
  }

  private Follower follower(JsonRpc... nodes) {
    return new Follower(
        chain.network, List.of(nodes), List.of(this), tables.jdbc, tables.transaction, metrics);
  }

  private static void follow(Follower follower) {
    while (follower.poll()) {}
  }

  /// @return 1 if the chain could not be asked
  private static int survives(Runnable look) {
    try {
      look.run();
      return 0;
    } catch (ChainException e) {
      return 1;
    }
  }

  private IntentSender sender() {
    return new IntentSender(
        chain.network,
        rpc,
        Signer.of(chain.key),
        new SenderSettings(
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            TokenAmount.ofTics("50"),
            TokenAmount.ofTics("5000")),
        tables.jdbc,
        tables.transaction,
        Clock.systemUTC(),
        metrics);
  }

  /// Whose transactions don't take the sender's nonces.
  private Wallet secondWallet() {
    byte[] secret = new byte[PrivateKey.LENGTH];
    Arrays.fill(secret, (byte) 1);
    PrivateKey key = PrivateKey.of(secret);
    chain.wallet.transact(key.address(), TokenAmount.ofTics("1000").baseUnits(), new byte[0]);
    return new Wallet(
        new JsonRpc(URI.create(chain.anvil.rpcUrl())), Signer.of(key), Duration.ofSeconds(20));
  }

  private void fund(int amount) {
    chain.transact(chain.calls.fund(amount(amount)));
  }

  private double disagreement() {
    return metrics.get("dvpn.chain.disagreement").gauge().value();
  }

  private static List<String> amounts(int last) {
    return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).toList();
  }

  private static TokenAmount amount(int baseUnits) {
    return TokenAmount.parse(Integer.toString(baseUnits));
  }
}
