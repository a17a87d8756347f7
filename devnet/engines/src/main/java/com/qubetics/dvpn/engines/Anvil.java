package com.qubetics.dvpn.engines;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The development chain of the Foundry tools: id 31337, the hard fork that Qubetics' EVM is
/// compared with, and funded accounts whose keys the whole world knows.
public final class Anvil implements ChainEngine {

  /// Key of the first funded account (1,000,000 TICS); never one to use on another chain.
  public static final String DEV_KEY =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  public static final long CHAIN_ID = 31337;

  /// Of each chain here; the balance is that of its own accounts, TICS.
  public static final Map<String, String> RULES =
      Map.of("chain-id", Long.toString(CHAIN_ID), "hardfork", "paris", "balance", "1000000");

  /// Of the devnet's chain besides: a block a second, finality after one epoch of one slot.
  public static final Map<String, String> PACE =
      Map.of("block-time", "1", "slots-in-an-epoch", "1");

  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  /// States that a test's chain keeps, all in memory: one that it had put on the disk comes back
  /// from there without the contracts' code, and a reorganisation would take the contracts away.
  private static final String STATES = "1024";

  private static final int LIMIT_MILLIS = 20_000;

  /// Null: not started here.
  private final @Nullable TiedProcess process;

  private final String rpcUrl;
  private @Nullable ScheduledExecutorService saver;

  private Anvil(@Nullable TiedProcess process, String rpcUrl) {
    this.process = process;
    this.rpcUrl = rpcUrl;
  }

  /// The chain of this JVM's tests, started by the first caller: a block for each transaction, at
  /// once.
  public static Anvil shared() {
    return Shared.CHAIN;
  }

  /// A chain of one's own for a test that moves its time, reorganises or stops it.
  public static Anvil start() {
    return launch(Folders.temporary("anvil"), Ports.free(), List.of("--prune-history", STATES));
  }

  /// The devnet's chain: a block a second, finality after one epoch of one slot, and its state kept
  /// in `directory`.
  ///
  /// The state is asked for every other second and replaces the file in one step, so that a kill at
  /// any moment leaves a whole one; up to two seconds of blocks are then missing, and whoever
  /// follows sees a reorganisation.
  public static Anvil start(Path directory, int port) {
    List<String> more = new ArrayList<>(List.of("--host", "0.0.0.0"));
    PACE.forEach((name, value) -> more.addAll(List.of("--" + name, value)));
    return kept(directory, port, more);
  }

  /// A development chain that runs already and makes a block for each transaction, of whatever
  /// make: those that answer to Hardhat's calls do. Its end is not this one's.
  public static Anvil at(String rpcUrl) {
    return new Anvil(null, rpcUrl);
  }

  /// A chain whose blocks come by [#mine] only, with their transactions in the order in which they
  /// came: what another engine stands in front of.
  public static Anvil byHand(long blockGasLimit) {
    List<String> more = byHandWithin(blockGasLimit);
    more.addAll(List.of("--prune-history", STATES));
    return launch(Folders.temporary("anvil"), Ports.free(), more);
  }

  /// As [#byHand(long)], with its state kept in `directory`.
  public static Anvil byHand(long blockGasLimit, Path directory) {
    return kept(directory, Ports.free(), byHandWithin(blockGasLimit));
  }

  private static List<String> byHandWithin(long blockGasLimit) {
    return new ArrayList<>(
        List.of("--no-mining", "--order", "fifo", "--gas-limit", Long.toString(blockGasLimit)));
  }

  private static Anvil kept(Path directory, int port, List<String> more) {
    Path folder = Folders.create(directory);
    Path state = folder.resolve("state.json");
    if (Files.exists(state)) {
      more.addAll(List.of("--load-state", state.toString()));
    }
    Anvil anvil = launch(folder, port, more);
    ScheduledExecutorService every =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("anvil-state").factory());
    every.scheduleWithFixedDelay(() -> anvil.saveIfAnswering(state), 2, 2, TimeUnit.SECONDS);
    anvil.saver = every;
    return anvil;
  }

  @Override
  public String rpcUrl() {
    return rpcUrl;
  }

  @Override
  public Anvil anvil() {
    return this;
  }

  /// Sends one JSON-RPC request and gives the whole answer, for the calls that only such a chain
  /// knows (`evm_mine`, `anvil_reorg`, …).
  ///
  /// @param params the parameters as a JSON array
  public String call(String method, String params) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, params);
    byte[] request = body.getBytes(StandardCharsets.UTF_8);
    try {
      // Not java.net.http: its pool at times gives up a connection whose answer came very fast, and
      // a call such as evm_mine can't be made twice.
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(rpcUrl).toURL().openConnection();
      connection.setConnectTimeout(LIMIT_MILLIS);
      connection.setReadTimeout(LIMIT_MILLIS);
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(request.length);
      connection.setRequestProperty("Content-Type", "application/json");
      try (OutputStream out = connection.getOutputStream()) {
        out.write(request);
      }
      try (InputStream answer = connection.getInputStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new EngineException("anvil did not answer " + method, e);
    }
  }

  @Override
  public void mine(int blocks) {
    // The name that Hardhat knows too; ganache knows that of one block only.
    String answer = call("hardhat_mine", String.format(Locale.ROOT, "[\"0x%x\"]", blocks));
    for (int i = 0; answer.contains("\"error\":") && i < blocks; i++) {
      ask("evm_mine", "[]");
    }
  }

  /// From here on blocks come by [#mine] only, or again with each transaction.
  public void mineWithEachTransaction(boolean each) {
    ask("evm_setAutomine", "[%s]".formatted(each));
  }

  /// Replaces the newest blocks by as many others; which of their transactions come again, and in
  /// which block, is drawn.
  public void reorganise(int depth, RandomGenerator random) {
    new Reorganisation(this).random(depth, random);
  }

  /// As [#call], but an error is one here too.
  String ask(String method, String params) {
    String answer = call(method, params);
    if (answer.contains("\"error\":")) {
      throw new EngineException("anvil refused %s: %s".formatted(method, answer));
    }
    return answer;
  }

  @Override
  public void close() {
    if (saver != null) {
      saver.shutdownNow();
    }
    if (process != null) {
      process.stop();
    }
  }

  private static Anvil launch(Path folder, int port, List<String> more) {
    List<String> command =
        new ArrayList<>(List.of(binary().toString(), "--port", Integer.toString(port), "--silent"));
    RULES.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
    command.addAll(more);
    TiedProcess process = TiedProcess.start("anvil", command, folder, folder.resolve("anvil.log"));
    Anvil anvil = new Anvil(process, "http://127.0.0.1:" + port);
    if (!Deadline.in(START_LIMIT).await(() -> !process.isAlive() || anvil.answers())
        || !process.isAlive()) {
      throw process.failure("did not get ready");
    }
    return anvil;
  }

  private boolean answers() {
    try {
      return call("eth_chainId", "[]").contains("0x7a69");
    } catch (EngineException e) {
      return false;
    }
  }

  private void saveIfAnswering(Path state) {
    try {
      save(state);
    } catch (EngineException | IOException e) {
      // The next turn tries again; the file on disk is whole.
      return;
    }
  }

  private void save(Path state) throws IOException {
    String answer = call("anvil_dumpState", "[]");
    int from = answer.indexOf("\"0x") + 3;
    int to = answer.indexOf('"', from);
    if (from < 3 || to < 0) {
      throw new EngineException("anvil gave no state");
    }
    byte[] packed = HexFormat.of().parseHex(answer, from, to);
    Path beside = state.resolveSibling("state.new");
    try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      Files.write(
          beside,
          unpacked.readAllBytes(),
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
    }
    Files.move(beside, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// The program itself, since the script that npm puts in front of it starts a Node.js which
  /// stays: `DVPN_ANVIL`, or what `npm ci` installed in `contracts/` of this or a parent directory.
  private static Path binary() {
    String named = System.getenv("DVPN_ANVIL");
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path modules = at.resolve("contracts/node_modules");
      Path program = modules.resolve("@foundry-rs/anvil-linux-amd64/bin/anvil");
      if (Files.isExecutable(program)) {
        return program;
      }
      Path script = modules.resolve(".bin/anvil");
      if (Files.isExecutable(script)) {
        return script;
      }
    }
    throw new EngineException(
        "anvil is missing: run `npm ci` in contracts/ (./dev does), or set DVPN_ANVIL to the"
            + " program");
  }

  private static final class Shared {
    static final Anvil CHAIN = start();
  }
}
