package com.qubetics.dvpn.client.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.Hex;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParsingTest {

  @Test
  void readsCountersFromWireguardsSocket() {
    String answer =
        """
        private_key=00
        listen_port=51820
        public_key=11
        endpoint=198.18.1.10:51820
        last_handshake_time_sec=1790000000
        last_handshake_time_nsec=500000000
        tx_bytes=1234
        rx_bytes=5678
        persistent_keepalive_interval=25
        allowed_ip=0.0.0.0/0
        protocol_version=1
        errno=0

        """;
    assertThat(PeerCounters.parseSocket(answer))
        .isEqualTo(new PeerCounters(5678, 1234, Instant.ofEpochSecond(1_790_000_000, 500_000_000)));
  }

  @Test
  void readsCountersFromWgDump() {
    String dump =
        "secret\tpublic\t51820\toff\n"
            + "peer\t(none)\t198.18.1.10:51820\t0.0.0.0/0\t1790000000\t5678\t1234\t25\n";
    assertThat(PeerCounters.parseDump(dump))
        .isEqualTo(new PeerCounters(5678, 1234, Instant.ofEpochSecond(1_790_000_000)));
  }

  @Test
  void knowsThatThereWasNoHandshakeOrNoPeer() {
    assertThat(
            PeerCounters.parseDump("s\tp\t1\toff\nk\t(none)\te\ta\t0\t0\t148\t25").lastHandshake())
        .isNull();
    assertThat(PeerCounters.parseDump("s\tp\t1\toff\n")).isEqualTo(PeerCounters.NONE);
    assertThat(PeerCounters.parseSocket("errno=0\n\n")).isEqualTo(PeerCounters.NONE);
  }

  @Test
  void readsTheRouteToAHost() {
    String gatewayed = "[{\"dst\":\"198.18.1.10\",\"gateway\":\"198.18.101.1\",\"dev\":\"eth0\"}]";
    String onLink = "[{\"dst\":\"198.18.101.7\",\"dev\":\"eth0\",\"prefsrc\":\"198.18.101.10\"}]";
    String own = "[{\"type\":\"local\",\"dst\":\"198.18.101.10\",\"dev\":\"lo\"}]";

    assertThat(Route.parse("198.18.1.10", gatewayed))
        .contains(new Route("198.18.1.10", "via 198.18.101.1 dev eth0"));
    assertThat(Route.parse("198.18.101.7", onLink)).contains(new Route("198.18.101.7", "dev eth0"));
    assertThat(Route.parse("198.18.101.10", own)).isEmpty();
    assertThat(Route.parse("198.18.101.10", "")).isEmpty();
  }

  @Test
  void refusesInterfaceNamesAndRoutesThatToolsCouldMistake() {
    for (String name : List.of("", "-x", "a b", "abcdefghijklmnop", "a/b")) {
      assertThatThrownBy(() -> InterfaceName.of(name)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () -> new TunnelSettings(InterfaceName.of("x"), true, List.of("0.0.0.0/0 dev lo")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keyPairIsOneThatWireguardAgreesOn() {
    TunnelKeyPair pair = TunnelKeyPair.random(new SecureRandom());
    Tool.Result published = Tool.run(pair.secretBase64(), List.of("wg", "pubkey"));

    assertThat(published.ok()).isTrue();
    assertThat(Hex.format(Base64.getDecoder().decode(published.out())))
        .isEqualTo(pair.publicKey().toString());
  }
}
