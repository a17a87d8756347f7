package com.qubetics.dvpn.chain;

import com.qubetics.dvpn.chain.send.IntentSender;
import com.qubetics.dvpn.chain.send.SenderSettings;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.SettableClock;
import com.qubetics.dvpn.engines.qubetics.QubeticsLike;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings;
import com.qubetics.dvpn.evm.ChainEvent.Funded;
import com.qubetics.dvpn.evm.Roles;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.contract.ContractEvents;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/// The stand-in for the real chain with the contracts on it, whose blocks, six seconds apart, and
/// whose time a test makes. Its base fee stands at a floor of 1 gwei, so that what runs cost can be
/// compared.
public final class ByHandChain implements AutoCloseable {
  public static final BigInteger GWEI = BigInteger.TEN.pow(9);

  public static final QubeticsSettings SETTINGS = QubeticsSettings.byHand().fees(GWEI, GWEI);

  private static final Duration INTERVAL = Duration.ofSeconds(6);

  public final QubeticsLike node = QubeticsLike.start(SETTINGS);
  public final TestChain chain;

  /// At noon of a day to come: an hour more is the same day.
  public final SettableClock clock =
      SettableClock.at(Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36)));

  public ByHandChain() {
    AtomicBoolean deployed = new AtomicBoolean();
    Thread blocks =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!deployed.get()) {
                    node.block();
                  }
                });
    try {
      chain =
          new TestChain(
              node, TestChain.Plan.devnet(Roles.allBy(PrivateKey.parse(Anvil.DEV_KEY).address())));
    } finally {
      deployed.set(true);
    }
    join(blocks);
    block();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Settings and base fee of before, with an empty pool.
  public void atUsualPrice() {
    node.resume(true);
    node.become(SETTINGS.fees(BigInteger.ZERO, BigInteger.ZERO));
    block();
    node.become(SETTINGS);
    block();
  }

  /// The next block, six seconds later.
  public void block() {
    clock.advance(INTERVAL);
    chain.anvil.call(
        "evm_setNextBlockTimestamp", "[%s]".formatted(clock.instant().getEpochSecond()));
    node.block();
  }

  public void blocks(int number) {
    for (int i = 0; i < number; i++) {
      block();
    }
  }

  /// One that has sent nothing, with 1,000 TICS.
  public PrivateKey newKey(Random random) {
    byte[] secret = new byte[PrivateKey.LENGTH];
    random.nextBytes(secret);
    secret[0] = 1;
    PrivateKey key = PrivateKey.of(secret);
    chain.give(key.address(), TokenAmount.ofTics("1000"));
    return key;
  }

  /// A sender by this chain's time.
  public IntentSender sender(
      JsonRpc rpc, PrivateKey key, ChainTables tables, MeterRegistry metrics) {
    return new IntentSender(
        chain.network,
        rpc,
        Signer.of(key),
        new SenderSettings(
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            TokenAmount.ofTics("50"),
            TokenAmount.ofTics("200")),
        tables.jdbc,
        tables.transaction,
        clock,
        metrics);
  }

  /// The amounts that the vault was funded with after a block, once for each time.
  public List<String> fundedAfter(long block) {
    ContractEvents events = new ContractEvents(chain.network.contracts());
    return chain
        .rpc
        .logs(List.of(chain.network.rewardsVault()), block + 1, chain.rpc.blockNumber())
        .stream()
        .flatMap(log -> events.read(log).stream())
        .map(event -> ((Funded) event).amount().toString())
        .toList();
  }

  @Override
  public void close() {
    chain.close();
  }
}
