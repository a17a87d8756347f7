package com.qubetics.dvpn.chain.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.ByHandChain;
import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainTables;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.FaultyNode;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.IntentState.Status;
import com.qubetics.dvpn.chain.follow.ChainWatch;
import com.qubetics.dvpn.chain.follow.Follower;
import com.qubetics.dvpn.chain.send.IntentSender;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings.Caps;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChainEvent.Funded;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What nodes and their endpoints do wrong, against following and sending on the chain that the
/// real one is like. In each cell of the table: no effect twice, all done soon after the fault is
/// over, no cost to speak of, and what is shown meanwhile names the cause.
class FaultTableIT {
  private static final int ROUNDS = Boolean.getBoolean("dvpn.nightly") ? 20 : 1;
  private static final long SEED = Long.getLong("dvpn.seed", System.nanoTime());

  /// Blocks, with a look each.
  private static final int DURING = 5;

  private static final int SOON = 10;

  /// So many that the newest seen is older than what is an alarm.
  private static final int BEHIND = 25;

  private static final int A_BIT_BEHIND = 3;

  /// So dear that a funding costs more than 0.06 coins.
  private static final BigInteger PRICE = ByHandChain.GWEI.multiply(BigInteger.valueOf(1000));

  private static final QubeticsSettings USUAL = ByHandChain.SETTINGS.fees(PRICE, PRICE);

  private static final ByHandChain blocks = new ByHandChain();

  private static final Random random = new Random(SEED);

  private static long amounts = 1_000_000;

  /// What the sender pays where nothing goes wrong; the price of gas stands still, so that it is
  /// the same for each cell.
  private static @Nullable BigInteger undisturbed;

  private final TestChain chain = blocks.chain;

  static {
    System.out.println("seed: " + SEED);
    blocks.node.become(USUAL);
    blocks.block();
  }

  @AfterEach
  void endsTheFault() {
    blocks.node.resume(true);
    blocks.node.become(USUAL);
  }

  @AfterAll
  static void stops() {
    blocks.close();
  }

  /// @param sending a word of what is shown of it; empty: it goes on, and there is nothing to show
  /// @param following the same
  private enum Fault {
    SLOW("timed out", "timed out") {
      @Override
      void begin(FaultyNode node) {
        node.beSilentAbout(call -> true);
      }
    },
    DEAD("no answer", "no answer") {
      @Override
      void begin(FaultyNode node) {
        node.stop();
      }

      @Override
      void end(FaultyNode node) {
        node.start();
      }
    },
    BEHIND_BY_BLOCKS("no new block is seen", "no new block is seen") {
      @Override
      void begin(FaultyNode node) {
        node.lag(BEHIND, () -> true);
      }
    },
    CAPPED("exceeds the configured cap", "at most") {
      @Override
      void begin(FaultyNode node) {
        blocks.node.become(capped(BigInteger.TEN.pow(16).multiply(BigInteger.valueOf(6))));
      }
    },
    HIDING_LOGS("", "hides logs") {
      @Override
      void begin(FaultyNode node) {
        node.hideLogs(true);
      }
    },
    TWO_BEHIND_ONE_ADDRESS("receipts", "block") {
      @Override
      void begin(FaultyNode node) {
        node.lag(A_BIT_BEHIND, random::nextBoolean);
      }
    },
    HALTED("no new block is seen", "no new block is seen") {
      @Override
      void begin(FaultyNode node) {
        blocks.node.halt();
        blocks.clock.advance(Duration.ofHours(1));
      }

      @Override
      void end(FaultyNode node) {
        blocks.node.resume(false);
      }
    },
    HALTED_AND_POOL_EMPTIED("no new block is seen", "no new block is seen") {
      @Override
      void begin(FaultyNode node) {
        HALTED.begin(node);
      }

      @Override
      void end(FaultyNode node) {
        blocks.node.resume(true);
      }
    },
    RESTARTED("no answer", "no answer") {
      @Override
      void begin(FaultyNode node) {
        node.stop();
        blocks.node.halt();
      }

      @Override
      void end(FaultyNode node) {
        blocks.node.resume(true);
        node.start();
      }
    };

    private final String sending;
    private final String following;

    Fault(String sending, String following) {
      this.sending = sending;
      this.following = following;
    }

    abstract void begin(FaultyNode node);

    void end(FaultyNode node) {
      node.beSilentAbout(call -> false);
      node.hideLogs(false);
      node.lag(0, () -> false);
      blocks.node.become(USUAL);
    }

    boolean makesNoBlocks() {
      return switch (this) {
        case HALTED, HALTED_AND_POOL_EMPTIED, RESTARTED -> true;
        case SLOW, DEAD, BEHIND_BY_BLOCKS, CAPPED, HIDING_LOGS, TWO_BEHIND_ONE_ADDRESS -> false;
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void sends(Fault fault) {
    for (int round = 0; round < ROUNDS; round++) {
      if (undisturbed == null) {
        undisturbed = new Sending().run(null);
      }
      BigInteger cost = new Sending().run(fault);
      assertThat(cost.multiply(BigInteger.TWO))
          .as("%s: cost, twice, of that undisturbed three times; seed %s", fault, SEED)
          .isLessThanOrEqualTo(undisturbed.multiply(BigInteger.valueOf(3)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void follows(Fault fault) {
    for (int round = 0; round < ROUNDS; round++) {
      new Following().run(fault);
    }
  }

  private static QubeticsSettings capped(@Nullable BigInteger fee) {
    return USUAL.with(new Caps(2, 1, 3, fee, 30));
  }

  /// Those at a silent node take long.
  private static int looks(@Nullable Fault fault) {
    return fault == Fault.SLOW ? 2 : DURING;
  }

  /// What both runs have.
  private abstract class Run {
    final ChainTables tables = new ChainTables();
    final FaultyNode node = new FaultyNode(chain.engine.rpcUrl());
    final JsonRpc rpc = node.rpc();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final ChainWatch watch = new ChainWatch(rpc, tables.jdbc, blocks.clock, metrics);
    final PrivateKey key = blocks.newKey(random);
    final List<String> amountsSent = new ArrayList<>();
    final TreeSet<String> shown = new TreeSet<>();
    final long begin = chain.rpc.blockNumber();

    /// One look of each loop.
    final void look() {
      attempt(this::poll);
      attempt(watch::look);
      showHealth();
    }

    private void attempt(Runnable look) {
      try {
        look.run();
      } catch (ChainException e) {
        shown.add(String.valueOf(e.getMessage()));
      }
    }

    abstract void poll();

    abstract ChainHealth health();

    final void showHealth() {
      Map<String, @Nullable Object> details = health().health().getDetails();
      shown.add(String.valueOf(details.get("alarms")));
      shown.add(String.valueOf(details.get("endpointLimits")));
    }

    final Call next() {
      amounts++;
      amountsSent.add(Long.toString(amounts));
      return chain.calls.fund(TokenAmount.parse(Long.toString(amounts)));
    }

    final void requireShown(Fault fault, String word) {
      if (word.isEmpty()) {
        assertThat(shown).as("%s, seed %s", fault, SEED).allMatch(FaultTableIT::isNothing);
      } else if (fault == Fault.TWO_BEHIND_ONE_ADDRESS) {
        // Chance may have it that nothing is amiss.
        assertThat(shown)
            .as("%s, seed %s", fault, SEED)
            .allMatch(each -> isNothing(each) || each.contains(word));
      } else {
        assertThat(shown).as("%s, seed %s", fault, SEED).anyMatch(each -> each.contains(word));
      }
    }
  }

  private static boolean isNothing(String shown) {
    return shown.equals("null") || shown.equals("[]");
  }

  private final class Sending extends Run {
    private final IntentSender sender = blocks.sender(rpc, key, tables, metrics);

    /// @return what it cost
    BigInteger run(@Nullable Fault fault) {
      try (node) {
        // So that a node which is a bit behind knows the account too.
        blocks.blocks(A_BIT_BEHIND + 1);
        BigInteger before = chain.rpc.balance(key.address());
        intend(1);
        look();
        blocks.block();
        intend(2);
        look();
        shown.clear();
        if (fault != null) {
          fault.begin(node);
        }
        intend(2);
        for (int i = 0; i < looks(fault); i++) {
          look();
          amountsSent.forEach(each -> showProblem(each));
          if (fault == null || !fault.makesNoBlocks()) {
            blocks.block();
          }
        }
        if (fault != null) {
          requireShown(fault, fault.sending);
          fault.end(node);
        }
        end(fault);
        BigInteger given =
            amountsSent.stream().map(BigInteger::new).reduce(BigInteger.ZERO, BigInteger::add);
        return before.subtract(chain.rpc.balance(key.address())).subtract(given);
      }
    }

    private void end(@Nullable Fault fault) {
      for (int i = 0; i < SOON; i++) {
        look();
        blocks.block();
      }
      look();
      for (String amount : amountsSent) {
        IntentState state = sender.state(amount).orElseThrow();
        assertThat(state.status())
            .as("%s: %s, seed %s", fault, state, SEED)
            .isEqualTo(Status.CONFIRMED);
      }
      assertThat(blocks.fundedAfter(begin))
          .as("%s, seed %s", fault, SEED)
          .containsExactlyInAnyOrderElementsOf(amountsSent);
      assertThat(sender.status().stuck()).isZero();
      assertThat(sender.status().halted()).isFalse();
    }

    private void intend(int number) {
      for (int i = 0; i < number; i++) {
        Call call = next();
        sender.ensure(amountsSent.getLast(), call, Duration.ZERO);
      }
    }

    private void showProblem(String intent) {
      shown.add(String.valueOf(sender.state(intent).orElseThrow().problem()));
    }

    @Override
    void poll() {
      sender.poll();
    }

    @Override
    ChainHealth health() {
      return new ChainHealth(watch, sender, null, null, List.of(), SETTINGS);
    }
  }

  private final class Following extends Run implements ChainEventHandler {
    private final Wallet wallet = new Wallet(chain.rpc, Signer.of(key), Duration.ofSeconds(20));
    private final List<String> seen = new ArrayList<>();
    private final Follower follower =
        new Follower(
            chain.network, List.of(rpc), List.of(this), tables.jdbc, tables.transaction, metrics);

    void run(Fault fault) {
      beginHere();
      try (node) {
        fund();
        blocks.blocks(3);
        look();
        assertThat(seen).isEqualTo(amountsSent);
        fund();
        fund();
        blocks.block();
        shown.clear();
        fault.begin(node);
        if (fault == Fault.CAPPED) {
          // What is followed here is sent by a wallet that knows of no cap.
          blocks.node.become(capped(null));
        }
        for (int i = 0; !fault.makesNoBlocks() && i < DURING; i++) {
          fund();
          fund();
          blocks.block();
        }
        for (int i = 0; i < looks(fault); i++) {
          look();
          if (!fault.makesNoBlocks()) {
            blocks.block();
          }
        }
        requireShown(fault, fault.following);
        fault.end(node);
        fund();
        for (int i = 0; i < SOON; i++) {
          blocks.block();
          look();
        }
        assertThat(seen).as("%s, seed %s", fault, SEED).isEqualTo(amountsSent);
      }
    }

    /// As if it had followed up to the newest block.
    private void beginHere() {
      var head = chain.rpc.latestBlock();
      tables
          .jdbc
          .sql("insert into chain_position (block, block_hash) values (?, ?)")
          .params(head.number(), head.hash().bytes())
          .update();
      tables
          .jdbc
          .sql("insert into chain_block (number, hash) values (?, ?)")
          .params(head.number(), head.hash().bytes())
          .update();
    }

    private void fund() {
      Call call = next();
      wallet.send(call.to(), call.value().baseUnits(), call.data());
    }

    @Override
    void poll() {
      while (follower.poll()) {}
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

    @Override
    ChainHealth health() {
      return new ChainHealth(watch, null, null, follower, List.of(), SETTINGS);
    }
  }

  private static final ChainSettings SETTINGS =
      new ChainSettings(
          Path.of("network.json"),
          URI.create("http://127.0.0.1"),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          "50",
          "200",
          "20",
          Duration.ofMinutes(2),
          0);
}
