package com.qubetics.dvpn.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.SmallNetwork;
import com.qubetics.dvpn.agent.firewall.PeerLimits;
import com.qubetics.dvpn.agent.firewall.RulesetSettings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EchoChoiceTest {
  private static final RulesetSettings RULES =
      SmallNetwork.rules(Duration.ofSeconds(60), Optional.empty(), PeerLimits.USUAL);

  @Test
  void asksTheGatewayUnlessAnotherIsNamed() {
    assertThat(choose(null, "https://192.0.2.7")).hasToString("Chosen[echo=192.0.2.7:443]");
    assertThat(choose(null, "https://192.0.2.7:8443")).hasToString("Chosen[echo=192.0.2.7:8443]");
    assertThat(choose("192.0.2.9:80", "https://192.0.2.7"))
        .hasToString("Chosen[echo=192.0.2.9:80]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.1", "203.0.113.1", "198.51.100.7", "127.0.0.1", "192.168.1.1:8443"})
  void asksNobodyWhomUsersMayNotReachEither(String gateway) {
    assertThat(choose(null, "https://" + gateway)).isInstanceOf(EchoChoice.Choice.Forbidden.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 53, 853})
  void asksOnNoPortThatIsRefusedToUsers(int port) {
    assertThat(choose("192.0.2.9:" + port, "https://10.0.0.1"))
        .isInstanceOf(EchoChoice.Choice.Forbidden.class);
  }

  @Test
  void asksTheGatewayWhereTheNamedOneIsForbidden() {
    assertThat(choose("10.0.0.1:80", "https://192.0.2.7"))
        .hasToString("Chosen[echo=192.0.2.7:443]");
  }

  private static EchoChoice.Choice choose(String named, String gateway) {
    return new EchoChoice(named, gateway, RULES).choose();
  }
}
