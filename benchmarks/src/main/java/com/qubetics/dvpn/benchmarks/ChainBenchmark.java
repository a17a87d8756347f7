package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainTables;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.follow.Follower;
import com.qubetics.dvpn.chain.send.IntentSender;
import com.qubetics.dvpn.chain.send.SenderSettings;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What following and sending cost at a node: a long history is caught up with, beside a loop that
/// viem makes easy; then blocks are followed one by one; then many intents are brought into blocks
/// of a second.
final class ChainBenchmark {
  private static final int AT_THE_HEAD = 200;
  private static final int AT_ONCE = 1_000;
  private static final BigInteger HIGH_FEE = BigInteger.valueOf(100_000_000_000L);

  private final Path viem;
  private final int blocks;
  private final int events;
  private final int intents;
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final Map<String, Double> ratios = new LinkedHashMap<>();

  /// @param viem folder with follow.mjs and its packages
  ChainBenchmark(Path viem, int blocks, int events, int intents) {
    this.viem = viem;
    this.blocks = blocks;
    this.events = events;
    this.intents = intents;
  }

  Result run() throws IOException, InterruptedException {
    try (TestChain chain = new TestChain();
        CountedEndpoint endpoint = new CountedEndpoint(chain.anvil.rpcUrl())) {
      say("making %s blocks with %s events".formatted(blocks, events));
      history(chain);
      follow(chain, endpoint);
      chain.anvil.call("evm_setAutomine", "[true]");
    }
    try (TestChain chain = new TestChain();
        CountedEndpoint endpoint = new CountedEndpoint(chain.anvil.rpcUrl())) {
      say("sending %s intents".formatted(intents));
      send(chain, endpoint);
    }
    return new Result("chain", ratios, figures, Machine.describe());
  }

  private void history(TestChain chain) {
    chain.anvil.mineWithEachTransaction(false);
    Call call = chain.calls.fund(TokenAmount.parse("1"));
    long nonce = chain.rpc.nonce(chain.key.address());
    int each = blocks / events;
    for (int i = 0; i < events; i++) {
      chain.rpc.sendRawTransaction(
          new UnsignedTransaction(
                  chain.network.chainId(),
                  nonce + i,
                  100_000,
                  call.to(),
                  call.value().baseUnits(),
                  call.data(),
                  new Fees(HIGH_FEE, BigInteger.ONE))
              .sign(Signer.of(chain.key))
              .raw());
      chain.mine(each);
      if ((i + 1) % AT_ONCE == 0) {
        say("%s of %s events".formatted(i + 1, events));
      }
    }
    chain.mine(chain.network.confirmations());
  }

  private void follow(TestChain chain, CountedEndpoint endpoint)
      throws IOException, InterruptedException {
    ChainTables tables = new ChainTables();
    Counted counted = new Counted();
    Follower follower =
        new Follower(
            chain.network,
            List.of(new JsonRpc(endpoint.url())),
            List.of(counted),
            tables.jdbc,
            tables.transaction,
            new SimpleMeterRegistry());
    say("catching up");
    long began = System.nanoTime();
    while (follower.poll()) {
      // There is more.
    }
    double seconds = since(began);
    require(counted.events == events, "the follower brought %s events".formatted(counted.events));
    figures.put("catch_up_seconds", seconds);
    figures.put("catch_up_calls_per_block", (double) endpoint.calls() / blocks);
    ratios.put("requests-per-block", (double) endpoint.requests() / blocks);

    say("catching up with viem");
    began = System.nanoTime();
    long logs = viem(chain, endpoint);
    double peer = since(began);
    // The grants of roles at the deployment too, which are no events of ours.
    require(logs >= events, "viem brought %s logs".formatted(logs));
    figures.put("viem_seconds", peer);
    figures.put("viem_requests_per_block", (double) endpoint.requests() / blocks);
    ratios.put("catch-up-vs-viem", peer / seconds);

    endpoint.calls();
    for (int i = 0; i < AT_THE_HEAD; i++) {
      chain.mine(1);
      follower.poll();
    }
    figures.put("head_requests_per_block", (double) endpoint.requests() / AT_THE_HEAD);
    ratios.put("calls-per-block", (double) endpoint.calls() / AT_THE_HEAD);
  }

  private long viem(TestChain chain, CountedEndpoint endpoint)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "node",
                viem.resolve("follow.mjs").toString(),
                endpoint.url().toString(),
                Long.toString(chain.rpc.blockNumber()),
                chain.network.nodeRegistry().toString(),
                chain.network.epochLedger().toString(),
                chain.network.rewardsVault().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    require(process.waitFor() == 0, "viem's loop failed");
    return Long.parseLong(said);
  }

  private void send(TestChain chain, CountedEndpoint endpoint) throws InterruptedException {
    ChainTables tables = new ChainTables();
    IntentSender sender =
        new IntentSender(
            chain.network,
            new JsonRpc(endpoint.url()),
            Signer.of(chain.key),
            new SenderSettings(
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                TokenAmount.ofTics("50"),
                TokenAmount.ofTics("1000")),
            tables.jdbc,
            tables.transaction,
            Clock.systemUTC(),
            new SimpleMeterRegistry());
    chain.anvil.call("evm_setAutomine", "[false]");
    chain.anvil.call("evm_setIntervalMining", "[1]");
    for (int i = 0; i < intents; i++) {
      sender.ensure("fund/" + i, chain.calls.fund(TokenAmount.parse("1")), Duration.ofHours(1));
    }
    endpoint.calls();
    long began = System.nanoTime();
    do {
      sender.poll();
      Thread.sleep(Duration.ofSeconds(1));
    } while (sender.status().open() > 0 && since(began) < 300);
    require(sender.status().open() == 0, sender.status().toString());
    figures.put("intents_seconds", since(began));
    ratios.put("calls-per-intent", (double) endpoint.calls() / intents);
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static void say(String what) {
    System.err.println("chain: " + what);
  }

  /// A service that only counts.
  private static final class Counted implements ChainEventHandler {
    private int events;

    @Override
    public void on(ConfirmedEvent event) {
      events++;
    }

    @Override
    public void undo(ConfirmedEvent event) {
      events--;
    }
  }
}
