package com.qubetics.dvpn.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.agent.home.AgentSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

public final class SetupAnswersTest {
  public static final Map<Setting, String> GOOD =
      Map.of(
          Setting.GATEWAY, "https://gateway.example",
          Setting.PROVIDER, "qubetics16dh50k9twtjzkee0ld5auyy949cdn23cg32uq9",
          Setting.ENDPOINT, "203.0.113.1:51820",
          Setting.PLACE, "Frankfurt,DE,50.11,8.68",
          Setting.EGRESS_INTERFACE, "eth0");

  @TempDir Path folder;

  @Test
  void prefersTheOptionThenTheEnvironmentThenTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("node.conf"), "max-peers=3\ndns = 10.77.0.1\n");
    AgentSettings settings =
        new SetupAnswers()
            .from("the option", Map.of(Setting.MAX_PEERS, "1"))
            .from(
                "the environment",
                SetupAnswers.environment(
                    Map.of("DVPN_NODE_MAX_PEERS", "2", "DVPN_NODE_CAPACITY_MBIT", "250")))
            .from("the file", SetupAnswers.file(file))
            .from("the test", GOOD)
            .from("the usual", SetupAnswers.usual())
            .settings(7_000);

    assertThat(settings.maxPeers()).isEqualTo(1);
    assertThat(settings.capacityKbit()).isEqualTo(250_000);
    assertThat(settings.dns()).isEqualTo("10.77.0.1");
    assertThat(settings.interfaceName().value()).isEqualTo("wg-dvpn");
  }

  @Test
  void givesTheMeasuredCapacityWhereNobodyNamedOne() {
    assertThat(complete(GOOD).settings(7_000).capacityKbit()).isEqualTo(7_000);
  }

  @Test
  void remembersTheSetupBefore() {
    Map<Setting, String> all = new EnumMap<>(GOOD);
    all.put(Setting.ALLOW_EGRESS, "198.18.0.0/15,10.1.0.0/16");
    all.put(Setting.DNS, "9.9.9.9");
    all.put(Setting.CAPACITY_MBIT, "500");
    AgentSettings before = complete(all).settings(1);

    assertThat(new SetupAnswers().from("the setup before", SetupAnswers.before(before)).settings(1))
        .isEqualTo(before);
    assertThat(
            JsonMapper.shared()
                .readValue(JsonMapper.shared().writeValueAsString(before), AgentSettings.class))
        .isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Washington, D.C.,US,38.9,-77.04",
        "Köln,DE,50.94,6.96",
        "Pristina,XK,42.66,21.17"
      })
  void takesAnyCityAndKeepsItForTheNextSetup(String place) {
    Map<Setting, String> given = new EnumMap<>(GOOD);
    given.put(Setting.PLACE, place);
    AgentSettings before = complete(given).settings(7_000);

    assertThat(SetupAnswers.before(before)).containsEntry(Setting.PLACE, place);
    assertThat(
            new SetupAnswers()
                .from("the setup before", SetupAnswers.before(before))
                .settings(7_000))
        .isEqualTo(before);
  }

  @Test
  void tellsAllThatIsMissingAtOnceAndHowToGiveIt() {
    assertThatThrownBy(() -> new SetupAnswers().from("the usual", SetupAnswers.usual()).settings(1))
        .hasMessageContaining(
            "endpoint: missing (give --endpoint, DVPN_NODE_ENDPOINT or endpoint in a settings"
                + " file)")
        .hasMessageContaining("provider: missing")
        .hasMessageContaining("egress-interface: missing");
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ENDPOINT | vpn.example.org:51820 | endpoint (from DVPN_NODE_X): endpoint: malformed",
        "ENDPOINT | 203.0.113.1:65535 | port 65535 leaves none",
        "PROVIDER | 0x12 | provider (from DVPN_NODE_X)",
        "PLACE | Frankfurt | place (from DVPN_NODE_X)",
        "PLACE | London,UK,51.51,-0.09 | UK is no code of ISO 3166-1 (expected: GB, Britain (UK))",
        "PLACE | Athens,EL,37.98,23.73 | EL is no code of ISO 3166-1 (expected: GR, Greece)",
        "PLACE | Brussels,EU,50.85,4.35 | EU is no code of ISO 3166-1",
        "PLACE | Nowhere,ZZ,0,0 | ZZ is no code of ISO 3166-1",
        "PLACE | Berlin,DE,13.4,52.52 | swapped they are: LATITUDE comes first",
        "PLACE | Berlin,US,52.52,13.4 | not within 100 km of a town of United States",
        "PLACE | K\uFFFD\uFFFDln,DE,50.94,6.96 | characters are lost (expected: UTF-8",
        "EGRESS_INTERFACE | eth0; reboot | egress-interface (from DVPN_NODE_X)",
        "TUNNEL_NETWORK | 10.77.0.1/16 | tunnel-network (from DVPN_NODE_X)",
        "ALLOW_EGRESS | 10.0.0.0/8,x | allow-egress (from DVPN_NODE_X)",
        "MAX_PEERS | 0 | max-peers (from DVPN_NODE_X): malformed (expected: a whole number",
        "CAPACITY_MBIT | 1e3 | capacity-mbit (from DVPN_NODE_X)",
        "GATEWAY | http://gateway.example | gateway: malformed (expected: https://HOST",
        "CA | /no/such/file | ca (from DVPN_NODE_X): no such file",
        "DNS | dns.example | address"
      })
  void refusesWhatIsMalformedAndNamesWhereItCameFrom(Setting setting, String text, String error) {
    Map<Setting, String> rest = new EnumMap<>(GOOD);
    rest.remove(setting);
    SetupAnswers answers = new SetupAnswers().from("DVPN_NODE_X", Map.of(setting, text));

    assertThatThrownBy(
            () ->
                answers.from("the test", rest).from("the usual", SetupAnswers.usual()).settings(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(error);
  }

  @ParameterizedTest
  @CsvSource({"max-peer=1,no such key", "max-peers,without a value", "'dns=1\ndns=2',or twice"})
  void refusesASettingsFileItDoesNotUnderstand(String text, String error) throws Exception {
    Path file = Files.writeString(folder.resolve("node.conf"), "# a node\n\n" + text + "\n");

    assertThatThrownBy(() -> SetupAnswers.file(file))
        .hasMessageContaining(error)
        .hasMessageContaining("line");
  }

  public static SetupAnswers complete(Map<Setting, String> given) {
    return new SetupAnswers().from("the test", given).from("the usual", SetupAnswers.usual());
  }
}
