package com.qubetics.dvpn.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.SmallNetwork;
import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.agent.firewall.PeerLimits;
import com.qubetics.dvpn.agent.firewall.RulesWatch;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Somebody changes the agent's rules in the real kernel: each change is seen by the next look,
/// told, and undone.
final class RulesWatchIT {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final String A = "10.77.0.2";
  private static final String HOST = "host";

  @TempDir Path folder;

  private final List<String> alarms = Collections.synchronizedList(new ArrayList<>());
  private final Doubts doubts =
      new Doubts((doubt, holds, reason) -> alarms.add(doubt + (holds ? " begins" : " over")));
  private Namespaces namespaces;
  private CountedLooks firewall;
  private Function<String, Client> client;
  private Sessions sessions;
  private String rules;

  @BeforeEach
  void serveOneSession() throws Exception {
    namespaces = Namespaces.permitted(HOST);
    String tunnel = SmallNetwork.NODE_TUNNEL.value();
    inHost(() -> Tool.run(List.of("ip", "tuntap", "add", "dev", tunnel, "mode", "tun")));
    SecureRandom random = new SecureRandom();
    PrivateKey nodeKey = PrivateKey.random(random);
    Clock clock = Clock.systemUTC();
    Identity identity =
        new Identity(
            nodeKey,
            new TunnelKey(Client.random32()),
            SmallNetwork.ENDPOINT,
            new Domain(31337, nodeKey.address()),
            BootId.random(random));
    firewall =
        new CountedLooks(
            new NftFirewall(SmallNetwork.rules(LEASE, Optional.empty(), PeerLimits.USUAL)));
    GrantJournal.create(folder.resolve("journal"));
    long now = clock.instant().getEpochSecond();
    sessions =
        new Sessions(
            identity,
            new SessionSettings(
                SmallNetwork.TUNNEL_NETWORK, "", 10, LEASE, LEASE, Duration.ofSeconds(60)),
            new FakeWireGuard(),
            firewall,
            GrantJournal.open(folder.resolve("journal")),
            doubts,
            new NewestPerKey<>(),
            new NewestPerKey<>(),
            clock);
    doubts.set(Doubt.CLOCK_UNPROVEN, false);
    client =
        address ->
            Client.of(
                identity.domain(),
                identity.node(),
                new TunnelKey(Client.random32()),
                address,
                1 << 30,
                now - 5,
                now + 600);
    Client first = client.apply(A);
    inHost(() -> firewall.up(List.of()));
    inHost(() -> sessions.follow(new PeersAnswer(1, 1, true, List.of(first.put()), List.of())));
    rules = rules();
    alarms.clear();
    doubts.toTell();
  }

  @AfterEach
  void close() {
    if (namespaces != null) {
      namespaces.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a rule inserted before ours | insert rule inet T from_peer accept
          a rule added to a chain     | add rule inet T postrouting accept
          a chain flushed             | flush chain inet T from_peer
          a chain of somebody's own   | add chain inet T mine
          a rule in another's place   | replace rule inet T passed handle H accept
          a chain at the end flushed  | flush chain inet T arrival
          the other end flushed       | flush chain netdev T departure
          the other end's table gone  | delete table netdev T
          the other leases flushed    | flush set netdev T lease
          another lease for somebody  | add element netdev T lease { 0xa4d0063 timeout 10s }
          a policy changed            | chain inet T forward { type filter hook forward priority filter; policy drop; }
          the table flushed           | flush table inet T
          the table deleted           | delete table inet T
          the table put to sleep      | table inet T { flags dormant; }
          all rules flushed           | flush ruleset
          the leases flushed          | flush set inet T lease
          the marks flushed           | flush map inet T session
          the set of marks flushed    | flush set inet T opened
          a mark for somebody else    | add element inet T session { 0xa4d0063 : 0x00000007 }
          another mark let through    | add element inet T opened { 0xa4d0002 . 0x00000007 }
          a lease for somebody else   | add element inet T lease { "I" . 0xa4d0063 timeout 10s }
          a lease without an end      | delete element inet T lease { "I" . 0xa4d0002 }; add element inet T lease { "I" . 0xa4d0002 timeout 9d }
          a limit for somebody        | add element inet T slow { 0xa4d0002 limit rate over 10 kbytes/second burst 64 kbytes }
          a lease of another tunnel   | add element inet T lease { "eth7" . 0xa4d0002 timeout 10s }
          """)
  void tellsAndUndoes(String name, String change) throws Exception {
    tamper(change);

    inHost(sessions::reconcile);

    assertThat(alarms).containsExactly("FIREWALL_CHANGED begins", "FIREWALL_CHANGED over");
    assertThat(doubts.toTell()).containsExactly(Doubt.FIREWALL_CHANGED);
    assertThat(doubts.any()).isFalse();
    assertThat(rules()).isEqualTo(rules);
    assertThat(leases())
        .containsOnlyOnce(" timeout ")
        .contains(SmallNetwork.listed(A) + " timeout");
    assertThat(nft("list", "set", "inet", table(), "slow")).doesNotContain("elements");

    inHost(sessions::reconcile);
    assertThat(alarms).hasSize(2);
    assertThat(doubts.toTell()).isEmpty();
  }

  @Test
  void hearsOfAChangeAtOnceAndLooksForNoneOfItsOwn() throws Exception {
    inHost(() -> RulesWatch.open().start(sessions::rulesChanged));
    for (int turn = 0; turn < 10; turn++) {
      Client next = client.apply("10.77.0.3");
      int at = 2 * turn + 2;
      inHost(() -> sessions.follow(new PeersAnswer(1, at, false, List.of(next.put()), List.of())));
      inHost(
          () ->
              sessions.follow(
                  new PeersAnswer(1, at + 1, false, List.of(), List.of(next.session()))));
    }
    Thread.sleep(300);
    assertThat(firewall.looks()).as("looks after changes of its own").isZero();

    long from = System.nanoTime();
    tamper("add rule inet T from_peer accept");
    while (alarms.size() < 2 && System.nanoTime() - from < 10_000_000_000L) {
      Thread.sleep(5);
    }
    long millis = (System.nanoTime() - from) / 1_000_000;

    assertThat(alarms).containsExactly("FIREWALL_CHANGED begins", "FIREWALL_CHANGED over");
    assertThat(rules()).isEqualTo(rules);
    System.out.printf("a changed rule was put back after %s ms%n", millis);
    assertThat(millis).isLessThan(1000);
    sessions.close();
  }

  @Test
  void putsTheLockBehindTheRulesBackAndTakesTheOneOfAnotherNetworkAway() throws Exception {
    String policies = ip("xfrm", "policy");
    assertThat(policies).contains("src 10.77.0.0/16").contains("dst 10.77.0.0/16");
    String priority =
        " priority " + policies.replaceAll("(?s).*?dir in.*?priority ([0-9]+).*", "$1");
    ip("xfrm", "policy", "flush");
    ip(("xfrm policy add dir in src 10.99.0.0/16 action block" + priority).split(" "));
    ip("xfrm", "policy", "add", "dir", "in", "src", "10.98.0.0/16", "action", "block");

    inHost(sessions::reconcile);

    assertThat(ip("xfrm", "policy"))
        .contains("src 10.77.0.0/16")
        .contains("src 10.98.0.0/16")
        .doesNotContain("10.99.0.0");
    assertThat(alarms).containsExactly("FIREWALL_CHANGED begins", "FIREWALL_CHANGED over");
    inHost(firewall::down);
    assertThat(ip("xfrm", "policy")).contains("src 10.98.0.0/16").doesNotContain("10.77.0.0");
  }

  private String ip(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    return namespaces.in(HOST, () -> Tool.run(command));
  }

  private void tamper(String change) throws Exception {
    String script =
        change
            .replace(" T ", " " + table() + " ")
            .replaceAll(" T$", " " + table())
            .replace("\"I\"", "\"" + SmallNetwork.NODE_TUNNEL + "\"")
            .replace(" H ", " " + (change.contains(" H ") ? handle() : "") + " ")
            .replace("; add", "\nadd");
    namespaces.in(
        HOST,
        () ->
            Tool.run(
                List.of("nft", "-f", "-"), (script + "\n").getBytes(StandardCharsets.US_ASCII)));
  }

  /// Of a rule of the chain `passed`.
  private String handle() throws Exception {
    Matcher rule =
        Pattern.compile("# handle ([0-9]+)$", Pattern.MULTILINE)
            .matcher(nft("--handle", "list", "chain", "inet", table(), "passed"));
    assertThat(rule.results().count()).isGreaterThan(1);
    rule.reset();
    return rule.results().skip(1).findFirst().orElseThrow().group(1);
  }

  private static String table() {
    return "dvpn_" + SmallNetwork.NODE_TUNNEL;
  }

  private String rules() throws Exception {
    return nft("--stateless", "--terse", "list", "table", "inet", table())
        + nft("--stateless", "--terse", "list", "table", "netdev", table());
  }

  private String leases() throws Exception {
    return nft("list", "set", "inet", table(), "lease");
  }

  private String nft(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("nft"));
    command.addAll(List.of(arguments));
    return namespaces.in(HOST, () -> Tool.run(command));
  }

  private void inHost(SmallNetwork.Action action) throws Exception {
    namespaces.in(
        HOST,
        () -> {
          action.run();
          return true;
        });
  }
}
