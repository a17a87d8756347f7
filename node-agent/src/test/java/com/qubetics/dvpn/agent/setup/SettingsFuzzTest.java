package com.qubetics.dvpn.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.agent.firewall.PeerLimits;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// What the provider writes and the host tells at setup: read into types or refused with what is
/// wrong, never anything else.
final class SettingsFuzzTest {
  /// `agent.json`: what was read can be served with.
  @FuzzTest
  void settings(byte[] json) {
    AgentSettings settings;
    try {
      settings = Json.read(json, AgentSettings.class);
    } catch (JsonException refused) {
      return;
    }
    URI gateway = URI.create(settings.gateway() + "/api/v1/network");
    HttpRequest.newBuilder(gateway).build();
    InetSocketAddress.createUnresolved(gateway.getHost(), Math.max(1, gateway.getPort()));
    settings.rules(Duration.ofSeconds(60), PeerLimits.USUAL);
    SetupAnswers.before(settings);
    assertThat(Json.read(Json.bytes(settings), AgentSettings.class)).isEqualTo(settings);
  }

  /// Lines of a settings file: the settings they make are, as earlier answers, the same again.
  @FuzzTest
  void answers(byte[] file) {
    AgentSettings settings;
    try {
      settings =
          new SetupAnswers()
              .from("the file", SetupAnswers.lines(text(file).lines().toList(), "settings"))
              .from("the usual", SetupAnswers.usual())
              .settings(100_000);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    assertThat(new SetupAnswers().from("before", SetupAnswers.before(settings)).settings(100_000))
        .isEqualTo(settings);
  }

  @FuzzTest
  void environment(byte[] text) {
    Map<String, String> environment =
        Map.of(
            "DVPN_AGENT_PEER_CONNECTIONS",
            text(text),
            "DVPN_AGENT_PEER_NEW_PER_SECOND",
            text(text));
    try {
      PeerLimits.from(environment);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).contains("expected");
    }
  }

  /// What `ip`, `wg` and /proc say.
  @FuzzTest
  void host(byte[] output) {
    ThisHost.defaultInterface(text(output)).ifPresent(name -> assertThat(name).isNotEmpty());
    assertThat(ThisHost.listeningOn(51820, text(output))).doesNotContainNull();
    ThisHost.route(text(output), TunnelAddress.parse("192.0.2.1"))
        .ifPresent(name -> assertThat(name).isNotEmpty());
    assertThat(ThisHost.totalMemory(text(output))).isNotNegative();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
