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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The story: seven steps, told in order; the first that can't be verified ends it.
///
/// Three users: one with a MetaMask-style key who buys a pass and connects near Frankfurt, one with
/// a Keplr-style key and the free allowance near Singapore, and one near New York who never
/// acknowledges. Whatever happens may fall into one epoch or several, as the machine has it: sums
/// are compared over all epochs of the story.
public final class Story {

  private static final String FRANKFURT = "50.1,8.7";
  private static final String SINGAPORE = "1.3,103.8";
  private static final String NEW_YORK = "40.7,-74.0";

  /// From an epoch's last second to its final rewards a quarter of this passes on an idle machine.
  private static final Duration EPOCH_LIMIT = Duration.ofSeconds(180);

  private static final Duration LEASE = Duration.ofSeconds(15);

  /// So long nothing passes before it is said that nothing does.
  private static final Duration NOTHING_FOR = Duration.ofSeconds(4);

  /// What a user may lose to pauses in all.
  private static final Duration MOST_LOST = Duration.ofSeconds(2);

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
  private volatile @Nullable Node died;

  /// In which the story begins, in which the agent was killed, and the last that was awaited.
  private long firstEpoch;

  private volatile long killEpoch;
  private long lastEpoch;

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
    return new Story(new Teller(System.out, layout), new Network(layout), megabytes);
  }

  /// Tells it; true if every step was verified.
  public boolean tell() {
    Check.watch(network::ended);
    boolean verified =
        teller.step("The network runs", this::networkRuns)
            && teller.step("Four nodes of three providers serve", this::nodesServe)
            && teller.step("Two users log in and connect", this::usersConnect)
            && teller.step("They download through their nodes", this::usersDownload)
            && teller.step("Things break, and stay honest", this::thingsBreak)
            && teller.step("The epoch closes, and providers are paid", this::epochCloses)
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
    firstEpoch = network.epoch();
    network.rpc().fund(List.of(network.account(silent.name())), Money.tics(2));
    sideBySide(List.of(metamask, keplr, silent), this::logIn);
    sideBySide(
        List.of(metamask, keplr),
        user -> {
          if (user == metamask) {
            buyPass();
          } else {
            JsonNode free = keplr.allowance();
            Check.that(free.get("promoMib").asLong() > 0, "no free allowance: %s", free);
            teller.say("%s has %d MiB free", keplr.name(), free.get("promoMib").asLong());
          }
        });
    choose(metamask, FRANKFURT, "fra-1");
    choose(keplr, SINGAPORE, "sin-1");
    for (User user : List.of(metamask, keplr)) {
      Check.that(user.seenAs().isEmpty(), "%s reaches the web without a tunnel", user.name());
    }
    teller.say("without a tunnel neither reaches %s", Host.WEB.address());
    connect(metamask, FRANKFURT, "DE,FR", "--reconnect");
    connect(keplr, SINGAPORE, "SG");
  }

  private static void sideBySide(List<User> users, Consumer<User> act) {
    Teller.join(
        CompletableFuture.allOf(
            users.stream()
                .map(
                    user ->
                        CompletableFuture.runAsync(
                            () -> act.accept(user), Thread::startVirtualThread))
                .toArray(CompletableFuture[]::new)));
  }

  private void logIn(User user) {
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
            "the pass shows in the allowance of " + metamask.name(),
            () -> Optional.of(metamask.allowance().get("passMib").asLong()).filter(m -> m >= 1024));
    teller.say(
        "%s bought a pass: %d MiB for %s",
        metamask.name(), pass, Money.text(new BigInteger(transaction.get("value").asString())));
  }

  /// An idle node at the place itself comes first.
  private void choose(User user, String near, String nearest) {
    JsonNode candidates =
        Check.eventually(
            Duration.ofSeconds(20),
            "%s near %s is given %s first".formatted(user.name(), near, nearest),
            () ->
                Optional.of(user.select(near).get("candidates"))
                    .filter(all -> !all.isEmpty() && name(all.get(0)).equals(nearest)));
    teller.say("%s near %s: expected %s first, and it is", user.name(), near, nearest);
    for (JsonNode candidate : candidates) {
      String reasons =
          candidate
              .get("reasons")
              .valueStream()
              .map(r -> r.path("code").asString("") + "=" + r.path("value").asString(""))
              .collect(Collectors.joining(" "));
      Check.that(!reasons.isBlank(), "a candidate without reasons: %s", candidate);
      teller.say("  %s score %s (%s)", name(candidate), candidate.get("score").asString(), reasons);
    }
  }

  private String name(JsonNode candidate) {
    return network.nodeWithId(candidate.get("node").asString()).name();
  }

  private void connect(User user, String near, String countries, String... more) {
    JsonNode connection = user.connect(near, countries, more);
    connects.put(user.name(), connection);
    Node node = network.nodeWithId(connection.get("node").asString());
    JsonNode timing = connection.get("timing");
    teller.say(
        "%s connected to %s: first packet after %.0f ms (select %.0f, session %.0f with record %s"
            + " and install %s, handshake %.0f)",
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
            user.name() + " reaches the web through its tunnel",
            user::seenAs);
    Check.equal(seen, node.address(), "address that the web server sees of " + user.name());
  }

  private Node nodeOf(User user) {
    JsonNode connection =
        Check.eventually(
            Duration.ofSeconds(5),
            user.name() + " has a connection",
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
          Check.equal(download.bytes(), bytes, "what " + user.name() + " got, bytes,");
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
      allIsCounted(user);
    }
  }

  private void allIsCounted(User user) {
    JsonNode acks =
        Check.eventually(
            Duration.ofSeconds(70),
            "all bytes of " + user.name() + " are counted",
            () ->
                Optional.of(user.connection().get("acks"))
                    .filter(a -> a.get("countedBytes").asLong() >= bytes + PAGE_BYTES),
            () -> user.connection().get("acks").toString());
    teller.say(
        "%s: %d acks, %d bytes acked, %d counted, %d pauses that took %d ms, slowest ack %.0f ms",
        user.name(),
        acks.get("acks").asLong(),
        acks.get("ackedBytes").asLong(),
        acks.get("countedBytes").asLong(),
        acks.get("pauses").asLong(),
        acks.get("pausedMillis").asLong(),
        acks.get("slowestAckMillis").asDouble());
    Check.that(
        acks.get("pausedMillis").asLong() <= MOST_LOST.toMillis(),
        "%s lost %d ms to pauses (expected: at most %d)",
        user.name(),
        acks.get("pausedMillis").asLong(),
        MOST_LOST.toMillis());
    // The ledger knows of an ack a moment before the client has its answer.
    Check.eventually(
        Duration.ofSeconds(10),
        "what is counted of " + user.name() + " is what it acknowledged",
        () -> Optional.of(measure(user)).filter(said -> said.counted() == said.acked()),
        () -> measure(user).toString());
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

  /// What was downloaded is paid, and the node that died is not paid for the time it was away.
  private void epochCloses() {
    Node dead = Objects.requireNonNull(died);
    lastEpoch = killEpoch;
    awaitFinal(lastEpoch);
    if (isUpThroughout(lastEpoch, dead)) {
      // It was killed after the epoch's last slot.
      lastEpoch++;
      awaitFinal(lastEpoch);
    }
    for (User user : List.of(metamask, keplr)) {
      Node node = firstNodeOf(user);
      long counted = 0;
      for (long epoch = firstEpoch; epoch <= lastEpoch; epoch++) {
        counted += network.countedMib(epoch, node);
      }
      // Each epoch's bytes are rounded down to MiB.
      long atLeast = ((bytes + PAGE_BYTES) >> 20) - (lastEpoch - firstEpoch + 1);
      Check.that(
          counted >= atLeast,
          "%d MiB counted for %s in epochs %d to %d (expected: at least %d)",
          counted,
          node.name(),
          firstEpoch,
          lastEpoch,
          atLeast);
      teller.say(
          "%s: %d MiB counted in epochs %d to %d", node.name(), counted, firstEpoch, lastEpoch);
    }
    Node unpaid = unsignedAt();
    Check.equal(network.countedMib(lastEpoch, unpaid), 0L, "MiB counted for " + unpaid.name());
    teller.say("%s: nothing counted, so nothing earned by traffic", unpaid.name());
    deathCosts(dead);
    claim();
    audit();
  }

  /// The one that the user downloaded through.
  private Node firstNodeOf(User user) {
    JsonNode connection = Objects.requireNonNull(connects.get(user.name()));
    return network.nodeWithId(connection.get("node").asString());
  }

  private void deathCosts(Node dead) {
    String slots = uptime(lastEpoch, 1, dead.id());
    BigInteger least = network.availability(lastEpoch, dead);
    BigInteger most =
        network.nodes().stream()
            .map(node -> network.availability(lastEpoch, node))
            .max(BigInteger::compareTo)
            .orElseThrow();
    Check.that(
        least.compareTo(most) < 0,
        "%s was up in %s slots of epoch %d and earned %s by it, no less than any other",
        dead.name(),
        slots,
        lastEpoch,
        Money.text(least));
    teller.say(
        "%s, which died, was up in %s slots of epoch %d: %s for availability, where another earned"
            + " %s",
        dead.name(), slots, lastEpoch, Money.text(least), Money.text(most));
  }

  private boolean isUpThroughout(long epoch, Node node) {
    String[] parts = uptime(epoch, 1, node.id()).split("/");
    return !parts[1].equals("0") && parts[0].equals(parts[1]);
  }

  /// The last but one that was awaited.
  private long epochBefore() {
    return Math.max(firstEpoch, lastEpoch - 1);
  }

  private void awaitFinal(long epoch) {
    List<String> states = new ArrayList<>();
    teller.say("waiting for epoch %d, which has %d s left", epoch, network.secondsLeft(epoch));
    Check.eventually(
        EPOCH_LIMIT,
        "epoch " + epoch + " becomes FINAL",
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
        },
        () -> states.isEmpty() ? "no answer" : "it is " + states.getLast());
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
      for (JsonNode claim : network.api().get("/api/v1/claims/" + provider).get("items")) {
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
    Commands.Answer honest = metamask.audit(lastEpoch, folder);
    Check.that(honest.worked(), "dvpn audit: %s", honest.complaint());
    int checks = new JsonMapper().readTree(honest.out()).get("checks").size();
    teller.say("dvpn audit of epoch %d: %d checks, all equal to the chain", lastEpoch, checks);
    Path file = folder.resolve("epoch-" + lastEpoch + "-sessions.txt");
    changeOneByte(file);
    Commands.Answer forged = metamask.audit(lastEpoch, folder);
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
    Node dead = nodeOf(metamask);
    died = dead;
    CompletableFuture<Void> other =
        CompletableFuture.allOf(
            CompletableFuture.runAsync(this::userDisconnects, Thread::startVirtualThread),
            CompletableFuture.runAsync(this::userNeverAcknowledges, Thread::startVirtualThread));
    agentDies(dead);
    Teller.join(other);
  }

  private void agentDies(Node dead) {
    killEpoch = network.epoch();
    network.kill(dead);
    long killed = System.nanoTime();
    teller.say("kill -9 of the agent of %s", dead.name());
    Last last = new Last();
    String address =
        Check.eventually(
            Duration.ofSeconds(90),
            metamask.name() + " gets to another node",
            () -> {
              double asked = seconds(killed);
              Optional<String> seen = metamask.seenAs();
              if (seen.isPresent() && seen.get().equals(dead.address())) {
                last.seconds = asked;
                return Optional.empty();
              }
              return seen;
            });
    double moved = seconds(killed);
    Check.that(
        last.seconds <= LEASE.toSeconds() + 1.5,
        "traffic passed %.1f s after the agent's death (expected: at most the lease of %d s)",
        last.seconds,
        LEASE.toSeconds());
    Check.that(network.hasTunnel(dead), "WireGuard of %s died with its agent", dead.name());
    teller.say(
        "its WireGuard lives, its traffic stopped after %.1f s (lease %d s)",
        last.seconds, LEASE.toSeconds());
    Node other =
        network.nodes().stream().filter(n -> n.address().equals(address)).findFirst().orElseThrow();
    teller.say("%s went on through %s after %.1f s", metamask.name(), other.name(), moved);
  }

  /// When the last request that was answered had been sent.
  private static final class Last {
    private double seconds;
  }

  /// The session is ended by its owner while the tunnel stays configured: what stops then, the node
  /// stopped.
  private void userDisconnects() {
    String session = keplr.connection().get("session").asString();
    Check.that(keplr.seenAs().isPresent(), "%s has no traffic before it ends", keplr.name());
    long start = System.nanoTime();
    int status = network.api().delete("/api/v1/sessions/" + session, keplr.token());
    Check.that(status / 100 == 2, "DELETE of the session: status %d", status);
    Last last = new Last();
    Quiet quiet = new Quiet();
    Check.eventually(
        Duration.ofSeconds(60),
        "nothing of " + keplr.name() + " passes after its session's end",
        () -> {
          double asked = seconds(start);
          if (keplr.seenAs().isPresent()) {
            last.seconds = asked;
            return quiet.broken();
          }
          return quiet.heldFor(NOTHING_FOR);
        });
    Check.that(
        last.seconds <= LEASE.toSeconds(),
        "traffic passed %.1f s after the session's end (expected: at most %d s)",
        last.seconds,
        LEASE.toSeconds());
    teller.say("%s ended its session: nothing passed after %.1f s", keplr.name(), last.seconds);
    keplr.disconnect();
  }

  private void userNeverAcknowledges() {
    connect(silent, NEW_YORK, "US", "--no-ack");
    unsignedAt = nodeOf(silent);
    Download download =
        silent
            .downloadingUntilStalled(100_000_000, FULL_RATE)
            .join()
            .orElseThrow(() -> new StageException("nothing came to " + silent.name()));
    Check.that(
        download.bytes() < MOST_UNSIGNED,
        "%s got %d bytes without an ack (expected: less than %d)",
        silent.name(),
        download.bytes(),
        MOST_UNSIGNED);
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

  private Node unsignedAt() {
    return Objects.requireNonNull(unsignedAt);
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
        "provider", "up " + epochBefore(), "up " + lastEpoch, "claimed");
    claims.forEach(
        (provider, sum) ->
            teller.line(
                "   %-44s %10s %10s %26s",
                provider,
                uptime(epochBefore(), 2, provider),
                uptime(lastEpoch, 2, provider),
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
        "MiB epoch " + epochBefore(),
        "MiB epoch " + lastEpoch,
        "up " + epochBefore(),
        "up " + lastEpoch,
        "earned " + epochBefore(),
        "earned " + lastEpoch);
    for (Node node : network.nodes()) {
      teller.line(
          "   %-8s %14d %14d %10s %10s %24s %24s",
          node.name(),
          network.countedMib(epochBefore(), node),
          network.countedMib(lastEpoch, node),
          uptime(epochBefore(), 1, node.id()),
          uptime(lastEpoch, 1, node.id()),
          Money.text(network.earned(epochBefore(), node)),
          Money.text(network.earned(lastEpoch, node)));
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
