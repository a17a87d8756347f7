package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.network.Layout;
import com.qubetics.dvpn.stage.network.Rpc;
import com.qubetics.dvpn.stage.sandbox.Commands;
import com.qubetics.dvpn.stage.sandbox.Host;
import com.qubetics.dvpn.stage.story.User.Download;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The story: the seven steps, told in order; the first that can't be verified ends it.
///
/// Three users: one with a MetaMask-style key who buys a pass and connects near Frankfurt, one with
/// a Keplr-style key and the free allowance near Singapore, and one near New York who never
/// acknowledges. The epoch of the first downloads is called the first epoch here, the one after it
/// the second, in which things break.
public final class Story {

  private static final String FRANKFURT = "50.1,8.7";
  private static final String SINGAPORE = "1.3,103.8";
  private static final String NEW_YORK = "40.7,-74.0";

  private static final Duration EPOCH_LIMIT = Duration.ofSeconds(150);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final long NEEDED_SECONDS = 25;
  private static final long BREAKING_SECONDS = 30;
  private static final long PAGE_BYTES = 12_000_000;
  private static final long PAGE_RATE = 4_000_000;
  private static final long FULL_RATE = 20_000_000;

  /// The first credit of 8 MiB, the 24 MiB beyond which no session waits for its ack, and half a
  /// second at full rate until the counters are read.
  private static final long MOST_UNSIGNED = 32 * 1024 * 1024 + FULL_RATE / 2;

  /// What each side says of a session's bytes.
  ///
  /// @param client what went through the client's interface
  /// @param node what the node stated last
  /// @param counted what the ledger counts
  private record Traffic(long client, long node, long acked, long counted) {}

  private final Teller teller;
  private final Network network;
  private final long bytes;
  private final User metamask;
  private final User keplr;
  private final User silent;

  private final Map<String, JsonNode> connects = new LinkedHashMap<>();
  private final Map<String, Download> downloads = new LinkedHashMap<>();
  private final Map<String, Traffic> traffic = new LinkedHashMap<>();
  private final Map<String, BigInteger> claims = new LinkedHashMap<>();
  private volatile @Nullable Node unsignedAt;
  private long firstEpoch;
  private long secondEpoch;

  private Story(Teller teller, Network network, int megabytes) {
    this.teller = teller;
    this.network = network;
    this.bytes = megabytes * 1_000_000L;
    this.metamask = new User(network.layout(), 1, "user-1", "metamask");
    this.keplr = new User(network.layout(), 2, "user-2", "keplr");
    // A new wallet each time: whoever left unsigned bytes behind gets no session for a day.
    this.silent = new User(network.layout(), 3, "silent-" + network.epoch(), "metamask");
  }

  /// @param megabytes size of a download
  public static Story of(Layout layout, int megabytes) {
    return new Story(new Teller(System.out, layout.logs()), new Network(layout), megabytes);
  }

  /// Tells it; true if every step was verified.
  public boolean tell() {
    boolean verified =
        teller.step("The network runs", this::networkRuns)
            && teller.step("Four nodes of three providers serve", this::nodesServe)
            && teller.step("Two users log in and connect", this::usersConnect)
            && teller.step("They download through their nodes", this::usersDownload)
            && teller.step("The epoch closes, and providers are paid", this::epochCloses)
            && teller.step("Things break, and stay honest", this::thingsBreak)
            && teller.step("What it came to", this::table);
    write();
    return verified;
  }

  // 1

  private void networkRuns() {
    JsonNode facts = network.facts();
    JsonNode published = network.api().get("/api/v1/network");
    for (String name : List.of("nodeRegistry", "epochLedger", "rewardsVault")) {
      String address = facts.get(name).asString();
      String code = network.rpc().call("eth_getCode", address, "latest").asString();
      Check.that(code.length() > 100, "no code at %s %s", name, address);
      Check.equal(published.get(name).asString(), address, "the gateway's " + name);
      teller.say("%s at %s, %d bytes of code", name, address, code.length() / 2 - 1);
    }
    String chain = network.rpc().call("eth_chainId").asString();
    Check.equal(Rpc.number(chain), BigInteger.valueOf(facts.get("chainId").asLong()), "chain id");
    JsonNode status = network.status();
    for (JsonNode program : status.get("processes")) {
      boolean alive = ProcessHandle.of(program.get("pid").asLong()).isPresent();
      Check.that(alive, "%s does not run", program.get("name").asString());
    }
    teller.say(
        "%d processes, ready after %.1f s",
        status.get("processes").size(), status.get("readySeconds").asDouble());
  }

  // 2

  private void nodesServe() {
    BigInteger stake = BigInteger.ZERO;
    for (Node node : network.nodes()) {
      JsonNode shown = network.api().get("/api/v1/nodes/" + node.id());
      Check.equal(shown.get("state").asString(), "ACTIVE", "state of " + node.name());
      Check.that(
          shown.get("provider").asString().equalsIgnoreCase(node.provider()),
          "%s belongs to %s (expected: %s)",
          node.name(),
          shown.get("provider"),
          node.provider());
      String eligible = network.call("nodeRegistry", "eligible(address)", Network.word(node.id()));
      Check.equal(Rpc.number(eligible), BigInteger.ONE, "eligible on chain: " + node.name());
      Check.that(network.hasTunnel(node), "%s has no WireGuard interface", node.name());
      stake = stake.add(Money.tics(20));
      teller.say(
          "%s %s, %s, endpoint %s: ACTIVE",
          node.name(), node.id(), node.host().place().city(), node.host().endpoint());
    }
    BigInteger held = network.rpc().balance(network.facts().get("nodeRegistry").asString());
    Check.equal(held, stake, "base units that the NodeRegistry holds");
    teller.say("the NodeRegistry holds %s", Money.text(held));
  }

  // 3

  private void usersConnect() {
    network.rpc().fund(List.of(network.account(silent.name())), Money.tics(2));
    for (User user : List.of(metamask, keplr, silent)) {
      user.clear();
      JsonNode login = user.login(network.rpc().url());
      Check.that(
          login.get("account").asString().equalsIgnoreCase(network.account(user.name())),
          "%s is logged in as %s",
          user.name(),
          login.get("account"));
      teller.say(
          "%s logged in with a %s key: %s = %s",
          user.name(),
          user.wallet(),
          login.get("account").asString(),
          login.get("bech32").asString());
    }
    buyPass();
    JsonNode free = keplr.allowance();
    Check.that(free.get("promoMib").asLong() > 0, "no free allowance: %s", free);
    teller.say("%s has %d MiB free", keplr.name(), free.get("promoMib").asLong());
    choose(metamask, FRANKFURT);
    choose(keplr, SINGAPORE);
    for (User user : List.of(metamask, keplr)) {
      Check.that(user.seenAs().isEmpty(), "%s reaches the web without a tunnel", user.name());
    }
    teller.say("without a tunnel neither reaches %s", Host.WEB.address());
    awaitRoomInEpoch();
    connect(metamask, FRANKFURT, "DE,FR", "--reconnect");
    connect(keplr, SINGAPORE, "SG");
  }

  private void buyPass() {
    JsonNode transaction = metamask.pass(1);
    network.transact(
        metamask.name(),
        transaction.get("to").asString(),
        transaction.get("value").asString(),
        transaction.get("data").asString());
    long pass =
        Check.eventually(
            Duration.ofSeconds(30),
            "the pass does not show in the allowance",
            () -> Optional.of(metamask.allowance().get("passMib").asLong()).filter(m -> m >= 1024));
    teller.say(
        "%s bought a pass: %d MiB for %s",
        metamask.name(), pass, Money.text(new BigInteger(transaction.get("value").asString())));
  }

  private void choose(User user, String near) {
    JsonNode selection = user.select(near);
    JsonNode candidates = selection.get("candidates");
    Check.that(!candidates.isEmpty(), "no candidates near %s: %s", near, selection);
    for (JsonNode candidate : candidates) {
      String reasons =
          candidate
              .get("reasons")
              .valueStream()
              .map(r -> r.path("code").asString("") + "=" + r.path("value").asString(""))
              .collect(Collectors.joining(" "));
      Check.that(!reasons.isBlank(), "a candidate without reasons: %s", candidate);
      teller.say(
          "%s near %s: %s score %s (%s)",
          user.name(),
          near,
          network.nodeWithId(candidate.get("node").asString()).name(),
          candidate.get("score").asString(),
          reasons);
    }
  }

  /// What is downloaded and acknowledged in one epoch is compared below: it must not end in
  /// between.
  private void awaitRoomInEpoch() {
    long left = network.secondsLeft();
    if (left < NEEDED_SECONDS) {
      teller.say("waiting %d s for the next epoch", left);
      Check.pause(Duration.ofSeconds(left));
    }
    firstEpoch = network.epoch();
  }

  private void connect(User user, String near, String countries, String... more) {
    JsonNode connection = user.connect(near, countries, more);
    connects.put(user.name(), connection);
    Node node = network.nodeWithId(connection.get("node").asString());
    JsonNode timing = connection.get("timing");
    teller.say(
        "%s connected to %s: first packet after %.0f ms (select %.0f, session %.0f with record %s and install %s, handshake %.0f)",
        user.name(),
        node.name(),
        timing.get("total").asDouble(),
        timing.get("select").asDouble(),
        timing.get("session").asDouble(),
        timing.path("record").asString("?"),
        timing.path("install").asString("?"),
        timing.get("handshake").asDouble());
    String seen =
        Check.eventually(
            Duration.ofSeconds(10),
            user.name() + " reaches nothing through its tunnel",
            user::seenAs);
    Check.equal(seen, node.address(), "address that the web server sees of " + user.name());
  }

  private Node nodeOf(User user) {
    JsonNode connection =
        Check.eventually(
            Duration.ofSeconds(5),
            user.name() + " has no connection",
            () -> Optional.of(user.connection()));
    return network.nodeWithId(connection.get("node").asString());
  }

  // 4

  /// First a page at a modest rate, as people do: a session's credit starts at 8 MiB and grows with
  /// each ack.
  private void usersDownload() {
    Duration limit = Duration.ofSeconds(60 + bytes / 1_000_000);
    List<CompletableFuture<Optional<Download>>> pages =
        List.of(
            metamask.downloading(PAGE_BYTES, PAGE_RATE, limit),
            keplr.downloading(PAGE_BYTES, PAGE_RATE, limit));
    for (CompletableFuture<Optional<Download>> page : pages) {
      Check.that(page.join().isPresent(), "a page did not come");
    }
    teller.say("each read a page of %d MB", PAGE_BYTES / 1_000_000);
    Map<User, CompletableFuture<Optional<Download>>> running = new LinkedHashMap<>();
    for (User user : List.of(metamask, keplr)) {
      running.put(user, user.downloading(bytes, FULL_RATE, limit));
    }
    running.forEach(
        (user, future) -> {
          Download download =
              future.join().orElseThrow(() -> new StageException(user.name() + " got no answer"));
          Check.equal(download.bytes(), bytes, "bytes that " + user.name() + " got");
          Check.equal(download.from(), nodeOf(user).address(), "address seen of " + user.name());
          downloads.put(user.name(), download);
          teller.say(
              "%s: %d MB in %.1f s (%.1f MB/s); the server saw %s, which is %s",
              user.name(),
              download.bytes() / 1_000_000,
              download.seconds(),
              download.megabytesPerSecond(),
              download.from(),
              nodeOf(user).name());
        });
    for (User user : List.of(metamask, keplr)) {
      JsonNode acks =
          Check.eventually(
              Duration.ofSeconds(70),
              "not all bytes of " + user.name() + " are counted",
              () ->
                  Optional.of(user.connection().get("acks"))
                      .filter(a -> a.get("countedBytes").asLong() >= bytes + PAGE_BYTES));
      teller.say(
          "%s: %d acks, %d bytes acked, %d counted, %d pauses, slowest ack %.0f ms",
          user.name(),
          acks.get("acks").asLong(),
          acks.get("ackedBytes").asLong(),
          acks.get("countedBytes").asLong(),
          acks.get("pauses").asLong(),
          acks.get("slowestAckMillis").asDouble());
      Check.equal(acks.get("pauses").asLong(), 0L, "pauses of " + user.name());
      Check.that(!acks.get("paused").asBoolean(), "%s is paused", user.name());
      // The ledger knows of an ack a moment before the client has its answer.
      Check.eventually(
          Duration.ofSeconds(10),
          "what is counted of " + user.name() + " is not what it acknowledged",
          () -> Optional.of(measure(user)).filter(said -> said.counted() == said.acked()));
    }
    firstEpoch = network.epoch();
  }

  /// Acked bytes are never more than either end has seen.
  private Traffic measure(User user) {
    JsonNode connection = user.connection();
    String path = "/api/v1/sessions/" + connection.get("session").asString() + "/usage";
    JsonNode newest = network.api().get(path, user.token());
    JsonNode usage = newest.get("usage").get("message");
    Traffic said =
        new Traffic(
            user.tunnelBytes(),
            usage.get("rx").asLong() + usage.get("tx").asLong(),
            connection.path("acks").path("ackedBytes").asLong(0),
            newest.get("countedBytes").asLong());
    Check.that(
        said.acked() <= said.client() && said.acked() <= said.node(),
        "%s acked more than was seen: %s",
        user.name(),
        said);
    traffic.put(user.name(), said);
    return said;
  }

  // 5

  private void epochCloses() {
    teller.say("epoch %d ends in %d s", firstEpoch, network.secondsLeft());
    awaitFinal(firstEpoch);
    for (User user : List.of(metamask, keplr)) {
      Node node = nodeOf(user);
      long counted = network.countedMib(firstEpoch, node);
      Check.that(counted > 0, "nothing was counted for %s in epoch %d", node.name(), firstEpoch);
      teller.say("%s: %d MiB counted in epoch %d", node.name(), counted, firstEpoch);
    }
    claim();
    audit();
  }

  private void awaitFinal(long epoch) {
    List<String> states = new ArrayList<>();
    Check.eventually(
        EPOCH_LIMIT,
        "epoch " + epoch + " did not become FINAL",
        () -> {
          Optional<String> state = network.epochNamed(epoch).map(e -> e.get("state").asString());
          state
              .filter(s -> !states.contains(s))
              .ifPresent(
                  s -> {
                    states.add(s);
                    teller.say("epoch %d is %s", epoch, s);
                  });
          return state.filter("FINAL"::equals);
        });
  }

  /// Sent by somebody else's wallet, so that the provider's balance changes by the claim and
  /// nothing else.
  private void claim() {
    for (Node node : network.nodes()) {
      String provider = node.provider();
      if (claims.containsKey(provider)) {
        continue;
      }
      BigInteger total = BigInteger.ZERO;
      for (JsonNode claim : network.api().get("/api/v1/claims/" + provider)) {
        long period = claim.get("period").asLong();
        BigInteger claimed =
            Rpc.number(
                network.call(
                    "rewardsVault",
                    "claimed(uint64,address)",
                    "%064x".formatted(period),
                    Network.word(provider)));
        BigInteger due = new BigInteger(claim.get("cumulative").asString()).subtract(claimed);
        BigInteger before = network.rpc().balance(provider);
        JsonNode transaction = claim.get("transaction");
        network.transact(
            "guardian",
            transaction.get("to").asString(),
            transaction.get("value").asString(),
            transaction.get("data").asString());
        BigInteger change = network.rpc().balance(provider).subtract(before);
        Check.equal(change, due, "change of the balance of " + provider);
        total = total.add(change);
      }
      Check.that(total.signum() > 0, "%s had nothing to claim", provider);
      claims.put(provider, total);
      teller.say("%s claimed %s, as the API said", provider, Money.text(total));
    }
  }

  private void audit() {
    Path folder = network.layout().home().resolve("audit");
    clear(folder);
    Commands.Answer honest = metamask.audit(firstEpoch, folder);
    Check.that(honest.worked(), "dvpn audit: %s", honest.complaint());
    int checks = new JsonMapper().readTree(honest.out()).get("checks").size();
    teller.say("dvpn audit of epoch %d: %d checks, all equal to the chain", firstEpoch, checks);
    Path file = folder.resolve("epoch-" + firstEpoch + "-sessions.txt");
    changeOneByte(file);
    Commands.Answer forged = metamask.audit(firstEpoch, folder);
    Check.equal(forged.exit(), 1, "exit code of the audit after one changed byte");
    teller.say("after one changed byte in %s it differs", file.getFileName());
  }

  private static void clear(Path folder) {
    try {
      Files.createDirectories(folder);
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new StageException("could not clear " + folder, e);
    }
  }

  /// The last digit of the file's last row.
  private static void changeOneByte(Path file) {
    try {
      byte[] text = Files.readAllBytes(file);
      int at = text.length - 2;
      text[at] = (byte) (text[at] == '0' ? '1' : '0');
      Files.write(file, text);
    } catch (IOException e) {
      throw new StageException("could not change " + file, e);
    }
  }

  // 6

  private void thingsBreak() {
    if (network.secondsLeft() < BREAKING_SECONDS) {
      teller.say("waiting %d s for the next epoch", network.secondsLeft());
      Check.pause(Duration.ofSeconds(network.secondsLeft()));
    }
    secondEpoch = network.epoch();
    teller.say("epoch %d, %d s left", secondEpoch, network.secondsLeft());
    Node dead = nodeOf(metamask);
    CompletableFuture<Void> other =
        CompletableFuture.allOf(
            CompletableFuture.runAsync(this::userDisconnects, Thread::startVirtualThread),
            CompletableFuture.runAsync(this::userNeverAcknowledges, Thread::startVirtualThread));
    agentDies(dead);
    Teller.join(other);
    awaitFinal(secondEpoch);
    BigInteger before = network.earned(firstEpoch, dead);
    BigInteger after = network.earned(secondEpoch, dead);
    Check.that(
        after.compareTo(before) < 0,
        "%s earned %s in epoch %d and %s in epoch %d",
        dead.name(),
        before,
        firstEpoch,
        after,
        secondEpoch);
    teller.say(
        "%s earned %s in epoch %d, %s in epoch %d, in which it died",
        dead.name(), Money.text(before), firstEpoch, Money.text(after), secondEpoch);
    String slots = uptime(secondEpoch, 1, dead.id());
    String[] parts = slots.split("/");
    Check.that(
        Long.parseLong(parts[0]) < Long.parseLong(parts[1]),
        "%s was up in every slot of epoch %d: %s",
        dead.name(),
        secondEpoch,
        slots);
    teller.say("%s was up in %s slots of epoch %d", dead.name(), slots, secondEpoch);
    Node unpaid = Objects.requireNonNull(unsignedAt);
    Check.equal(network.countedMib(secondEpoch, unpaid), 0L, "MiB counted for " + unpaid.name());
    teller.say("%s: nothing counted, so nothing earned by traffic", unpaid.name());
  }

  private void agentDies(Node dead) {
    network.agent(dead).destroyForcibly();
    long killed = System.nanoTime();
    teller.say("kill -9 of the agent of %s", dead.name());
    double lastSeconds = 0;
    Optional<String> next = Optional.empty();
    while (next.isEmpty()) {
      Optional<String> seen = metamask.seenAs();
      double now = Duration.ofNanos(System.nanoTime() - killed).toMillis() / 1000.0;
      if (seen.isPresent() && seen.get().equals(dead.address())) {
        lastSeconds = now;
      } else {
        next = seen;
      }
      Check.that(now < 120, "%s did not get to another node within 120 s", metamask.name());
      Check.pause(Duration.ofMillis(100));
    }
    double moved = Duration.ofNanos(System.nanoTime() - killed).toMillis() / 1000.0;
    Check.that(
        lastSeconds <= LEASE.toSeconds() + 1.5,
        "traffic passed for %.1f s after the agent's death (lease: %d s)",
        lastSeconds,
        LEASE.toSeconds());
    Check.that(network.hasTunnel(dead), "WireGuard of %s died with its agent", dead.name());
    teller.say(
        "its WireGuard lives, its traffic stopped after %.1f s (lease %d s)",
        lastSeconds, LEASE.toSeconds());
    String address = next.orElseThrow();
    Node other =
        network.nodes().stream().filter(n -> n.address().equals(address)).findFirst().orElseThrow();
    teller.say("%s went on through %s after %.1f s", metamask.name(), other.name(), moved);
  }

  /// The session is ended by its owner while the tunnel stays configured: what stops then, the node
  /// stopped.
  private void userDisconnects() {
    String session = keplr.connection().get("session").asString();
    Check.that(keplr.seenAs().isPresent(), "%s has no traffic before it ends", keplr.name());
    long start = System.nanoTime();
    int status = network.api().delete("/api/v1/sessions/" + session, keplr.token());
    Check.that(status / 100 == 2, "DELETE of the session: status %d", status);
    double last = 0;
    for (double now = 0; now < LEASE.toSeconds() + 3; now = seconds(start)) {
      if (keplr.seenAs().isPresent()) {
        last = seconds(start);
      }
      Check.pause(Duration.ofMillis(200));
    }
    Check.that(last <= 15, "traffic passed for %.1f s after the session's end", last);
    teller.say("%s ended its session: nothing passed after %.1f s", keplr.name(), last);
    keplr.disconnect();
  }

  private void userNeverAcknowledges() {
    connect(silent, NEW_YORK, "US", "--no-ack");
    unsignedAt = nodeOf(silent);
    Download download =
        silent
            .downloading(100_000_000, FULL_RATE, Duration.ofSeconds(15))
            .join()
            .orElseThrow(() -> new StageException("nothing came to " + silent.name()));
    Check.that(
        download.bytes() < MOST_UNSIGNED,
        "%s got %d bytes without an ack",
        silent.name(),
        download.bytes());
    Check.that(
        download.bytes() > 1_000_000, "%s got only %d bytes", silent.name(), download.bytes());
    Check.that(silent.seenAs().isEmpty(), "%s is not paused", silent.name());
    downloads.put(silent.name(), download);
    Check.equal(measure(silent).counted(), 0L, "counted bytes of " + silent.name());
    teller.say(
        "%s never acknowledges: paused after %.1f MB of 100",
        silent.name(), download.bytes() / 1e6);
    silent.disconnect();
  }

  private static double seconds(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
  }

  // 7

  private void table() {
    teller.line(
        "%n   %-12s %-9s %10s %8s %14s %14s %14s %14s",
        "user", "wallet", "got MB", "MB/s", "client bytes", "node bytes", "acked", "counted");
    for (User user : List.of(metamask, keplr, silent)) {
      Download download = Objects.requireNonNull(downloads.get(user.name()));
      Traffic said = Objects.requireNonNull(traffic.get(user.name()));
      teller.line(
          "   %-12s %-9s %10.1f %8.1f %14d %14d %14d %14d",
          user.name(),
          user.wallet(),
          download.bytes() / 1e6,
          download.megabytesPerSecond(),
          said.client(),
          said.node(),
          said.acked(),
          said.counted());
    }
    teller.line(
        "%n   %-8s %8s %8s %8s %8s %8s %8s %8s   (ms)",
        "connect", "total", "select", "session", "record", "install", "tunnel", "shake");
    connects.forEach(
        (user, connection) -> {
          JsonNode t = connection.get("timing");
          teller.line(
              "   %-8s %8.0f %8.0f %8.0f %8s %8s %8.0f %8.0f",
              user,
              t.get("total").asDouble(),
              t.get("select").asDouble(),
              t.get("session").asDouble(),
              t.path("record").asString("?"),
              t.path("install").asString("?"),
              t.get("tunnel").asDouble(),
              t.get("handshake").asDouble());
        });
    nodeTable();
    teller.line(
        "%n   %-44s %10s %10s %26s",
        "provider", "up " + firstEpoch, "up " + secondEpoch, "claimed");
    claims.forEach(
        (provider, sum) ->
            teller.line(
                "   %-44s %10s %10s %26s",
                provider,
                uptime(firstEpoch, 2, provider),
                uptime(secondEpoch, 2, provider),
                Money.text(sum)));
    teller.line("%n   %-10s %8s %12s %12s", "gas of", "times", "least", "most");
    List<Gas.Cost> costs = Gas.of(network.rpc(), network.facts().get("deployedAtBlock").asLong());
    Set<String> seen = costs.stream().map(Gas.Cost::function).collect(Collectors.toSet());
    Check.that(seen.containsAll(Set.of("anchor", "propose", "claim")), "transactions: %s", seen);
    costs.forEach(
        c -> teller.line("   %-10s %8d %12d %12d", c.function(), c.count(), c.least(), c.most()));
    processTable();
  }

  private void nodeTable() {
    teller.line(
        "%n   %-8s %14s %14s %10s %10s %24s %24s",
        "node",
        "MiB epoch " + firstEpoch,
        "MiB epoch " + secondEpoch,
        "up " + firstEpoch,
        "up " + secondEpoch,
        "earned " + firstEpoch,
        "earned " + secondEpoch);
    for (Node node : network.nodes()) {
      teller.line(
          "   %-8s %14d %14d %10s %10s %24s %24s",
          node.name(),
          network.countedMib(firstEpoch, node),
          network.countedMib(secondEpoch, node),
          uptime(firstEpoch, 1, node.id()),
          uptime(secondEpoch, 1, node.id()),
          Money.text(network.earned(firstEpoch, node)),
          Money.text(network.earned(secondEpoch, node)));
    }
  }

  /// Slots up / slots of the rows whose field `column` (1: node, 2: provider) is `id`.
  private String uptime(long epoch, int column, String id) {
    long slots = 0;
    long up = 0;
    for (String line :
        network.api().file("/api/v1/epochs/" + epoch + "/performance").lines().toList()) {
      String[] part = line.split(" ");
      if (part[0].equals("row") && part[column].equalsIgnoreCase(id)) {
        slots += Long.parseLong(part[4]);
        up += Long.parseLong(part[5]);
      }
    }
    return up + "/" + slots;
  }

  private void processTable() {
    teller.line("%n   %-18s %10s %10s", "process", "start ms", "MB");
    double total = 0;
    for (JsonNode program : network.status().get("processes")) {
      double megabytes = program.get("memoryKib").asLong() / 1024.0;
      total += megabytes;
      teller.line(
          "   %-18s %10d %10.0f",
          program.get("name").asString(), program.get("startMillis").asLong(), megabytes);
    }
    teller.line("   %-18s %10s %10.0f", "together", "", total);
  }

  /// `story.json`: each step with its time, for the end-to-end test.
  private void write() {
    try {
      Files.writeString(
          network.layout().home().resolve("story.json"),
          new JsonMapper().writeValueAsString(teller.outcomes()) + "\n");
    } catch (IOException e) {
      throw new StageException("could not write story.json", e);
    }
  }
}
