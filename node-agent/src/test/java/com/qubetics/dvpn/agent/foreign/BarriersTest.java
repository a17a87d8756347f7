package com.qubetics.dvpn.agent.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.host.HostChange;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is read out of rules as the programs themselves wrote them, on Debian 12.
final class BarriersTest {
  private final Barriers barriers =
      new Barriers(new InterfaceName("wg-dvpn"), new InterfaceName("eth0"), "dvpn_wg_dvpn");

  @Test
  void findsDockersPolicyAndItsChainForExceptions() throws Exception {
    List<Barrier> found = barriers.of(iptables(resource("docker.iptables")));

    assertThat(found).hasToString("[ip filter FORWARD: policy drop (Docker)]");
    assertThat(places(found))
        .containsExactly(
            "iptables DOCKER-USER -i wg-dvpn -o eth0 -j ACCEPT",
            "iptables DOCKER-USER -i eth0 -o wg-dvpn -m conntrack --ctstate RELATED,ESTABLISHED"
                + " -j ACCEPT");
  }

  @Test
  void findsUfwsPolicyAndItsRoutes() throws Exception {
    List<Barrier> found = barriers.of(iptables(resource("ufw.iptables")));

    assertThat(found).hasToString("[ip filter FORWARD: policy drop (ufw)]");
    assertThat(places(found))
        .containsExactly(
            "ufw route allow in on wg-dvpn out on eth0",
            "ufw route allow in on eth0 out on wg-dvpn");
  }

  @Test
  void findsFirewalldsLastRuleAndMakesItAPolicy() throws Exception {
    List<Barrier> found = barriers.of(NftListing.parse(resource("firewalld.json")));

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().where())
        .startsWith("inet firewalld filter_FWD_public: rule with handle ")
        .endsWith(": reject");
    assertThat(places(found)).containsExactly("firewalld zone wg-dvpn and policy wg-dvpn-o");
  }

  @Test
  void findsNothingOnceEachIsOpened() throws Exception {
    String docker =
        resource("docker.iptables")
            .replace(
                "-A DOCKER-USER -j RETURN",
                """
                -A DOCKER-USER -i eth0 -o wg-dvpn -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
                -A DOCKER-USER -i wg-dvpn -o eth0 -j ACCEPT
                -A DOCKER-USER -j RETURN""");
    String ufw =
        resource("ufw.iptables")
            .replace("COMMIT", "-A ufw-user-forward -i wg-dvpn -o eth0 -j ACCEPT\nCOMMIT");

    assertThat(barriers.of(iptables(docker))).isEmpty();
    assertThat(barriers.of(iptables(ufw))).isEmpty();
  }

  @Test
  void findsDockersPolicyForAnswersWhereOnlyTheWayOutIsOpen() throws Exception {
    String open =
        resource("docker.iptables")
            .replace("-A DOCKER-USER -j RETURN", "-A DOCKER-USER -i wg-dvpn -o eth0 -j ACCEPT");

    assertThat(barriers.of(iptables(open))).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a policy                         | -A FORWARD -i eth1 -j ACCEPT                       | 1
          answers to everybody only        | -A FORWARD -m state --state ESTABLISHED -j ACCEPT  | 1
          open                             | -A FORWARD -j ACCEPT                               | 0
          by interfaces whose names begin  | -A FORWARD -i wg+ -j ACCEPT                        | 1
          everything but another interface | -A FORWARD ! -i docker0 -j ACCEPT                  | 0
          by address, which may be ours    | -A FORWARD -s 10.77.0.0/16 -j ACCEPT               | 0
          by protocol                      | -A FORWARD -m comment --comment "a b" -p tcp -j ACCEPT | 0
          by another protocol              | -A FORWARD -p icmp -m icmp --icmp-type 8 -j ACCEPT | 1
          a log alone                      | -A FORWARD -j LOG --log-prefix "x -j ACCEPT"       | 1
          an unknown chain                 | -A FORWARD -j NOWHERE                              | 1
          """)
  void followsARuleBeforeAPolicyThatDrops(String what, String rule, int found) {
    String rules = "*filter\n:FORWARD DROP [0:0]\n" + rule + "\nCOMMIT\n";

    assertThat(barriers.of(iptables(rules))).hasSizeLessThanOrEqualTo(found);
    assertThat(barriers.of(iptables(rules)).isEmpty()).isEqualTo(found == 0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a policy that drops     | drop   | {"counter":null},{"accept":null} | 0
          nothing before it       | drop   | {"counter":null}                 | 1
          a rule that drops       | accept | {"drop":null}                    | 1
          by a map of states      | drop   | {"vmap":{"key":{"ct":{"key":"state"}},"data":{"set":[["established",{"accept":null}],["new",{"accept":null}]]}}} | 0
          by a map without ours   | drop   | {"vmap":{"key":{"ct":{"key":"state"}},"data":{"set":[["invalid",{"drop":null}]]}}} | 1
          for another interface   | accept | {"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"eth1"}},{"drop":null} | 0
          for all but another     | accept | {"match":{"op":"!=","left":{"meta":{"key":"iifname"}},"right":"eth1"}},{"drop":null} | 1
          for IPv6                | accept | {"match":{"op":"==","left":{"payload":{"protocol":"ip6","field":"daddr"}},"right":"::1"}},{"drop":null} | 0
          what can't be known     | drop   | {"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":443}},{"accept":null} | 0
          """)
  void followsRulesOfNft(String what, String policy, String rule, int found) {
    String json =
        """
        {"nftables":[
         {"chain":{"family":"inet","table":"t","name":"f","hook":"forward","policy":"%s"}},
         {"rule":{"family":"inet","table":"t","chain":"f","handle":4,"expr":[%s]}}]}
        """
            .formatted(policy, rule);

    assertThat(barriers.of(NftListing.parse(json)).isEmpty()).isEqualTo(found == 0);
  }

  @Test
  void passesOverTheNodesOwnTable() {
    String json =
        """
        {"nftables":[{"chain":{"family":"inet","table":"dvpn_wg_dvpn","name":"forward",
         "hook":"forward","policy":"drop"}}]}
        """;

    assertThat(barriers.of(NftListing.parse(json))).isEmpty();
  }

  private List<String> places(List<Barrier> found) {
    return barriers.openings(found).stream().map(HostChange::place).toList();
  }

  private static List<ForwardTable> iptables(String text) {
    return IptablesSave.parse(text, "ip");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = BarriersTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
