package com.qubetics.dvpn.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WgDumpTest {
  private static final String OWN =
      "AHUswP6llbGmbLZOQqAFWux0lZ0QndGBeLHGpFhIFkk=\tSbqgeOkdQvPzKlw+0FiG8+ZLAVc6ulzsCbLqzsYzj28="
          + "\t51820\toff\n";
  private static final String PEER = "ic39YNpIodZ1YKjyzNNGgRcn4YuD60kU3SFWLDLrGEk=";

  @Test
  void readsInterfaceAndPeers() {
    WgDump dump =
        WgDump.parse(
            OWN
                + PEER
                + "\t(none)\t203.0.113.9:4711\t10.77.0.2/32\t1795348800\t9007199254740993\t7"
                + "\toff\n");

    assertThat(dump.listenPort()).isEqualTo(51820);
    assertThat(dump.publicKey().toBase64())
        .isEqualTo("SbqgeOkdQvPzKlw+0FiG8+ZLAVc6ulzsCbLqzsYzj28=");
    assertThat(dump.peers()).hasSize(1);
    PeerState peer = dump.peers().getFirst();
    assertThat(peer.holds(TunnelAddress.parse("10.77.0.2"))).isTrue();
    assertThat(peer.rxBytes()).isEqualTo(9007199254740993L);
    assertThat(peer.txBytes()).isEqualTo(7);
    assertThat(peer.lastHandshake()).isEqualTo(Instant.ofEpochSecond(1_795_348_800));
  }

  @Test
  void keepsNothingOfTheClientsAddress() {
    WgDump dump =
        WgDump.parse(OWN + PEER + "\t(none)\t203.0.113.9:4711\t10.77.0.2/32\t0\t0\t0\toff\n");

    assertThat(dump.toString()).doesNotContain("203.0.113.9");
    assertThat(dump.peers().getFirst().lastHandshake()).isNull();
  }

  @Test
  void tellsAPeerWhoseAddressWasTakenByAnother() {
    WgDump dump = WgDump.parse(OWN + PEER + "\t(none)\t(none)\t(none)\t0\t0\t0\toff\n");

    assertThat(dump.peers().getFirst().holds(TunnelAddress.parse("10.77.0.2"))).isFalse();
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "10.77.0.2/32|10.77.0.2|",
        "10.77.0.2/32,fd64:7670:6e00::a4d:2/128|10.77.0.2|fd64:7670:6e00::/96",
        "fd64:7670:6e00::a4d:2/128,10.77.0.2/32|10.77.0.2|fd64:7670:6e00::/96",
        "10.77.0.2/32,fd64:7670:6e00::a4d:3/128||fd64:7670:6e00::/96",
        "10.77.0.2/32,fd64:7670:6e00::/96||",
        "10.77.0.2/32,fd64::a4d:2/128,fd65::a4d:2/128||fd64::/96",
        "10.77.0.2/32,10.77.0.3/32||",
        "fd64:7670:6e00::a4d:2/128||fd64:7670:6e00::/96",
        "10.77.0.0/16||"
      })
  void knowsTheAddressesOfBothFamilies(String allowed, String address, String network6) {
    PeerState peer =
        WgDump.parse(OWN + PEER + "\t(none)\t(none)\t" + allowed + "\t0\t0\t0\toff\n")
            .peers()
            .getFirst();

    assertThat(peer.address()).isEqualTo(address == null ? null : TunnelAddress.parse(address));
    assertThat(peer.network6()).isEqualTo(network6 == null ? null : Cidr6.parse(network6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\tb\tc",
        "a\tb\tc\td\n",
        OWN + "x",
        OWN + PEER + "\t(none)\t203.0.113.9:1\t10.77.0.2/32\t0\t-1\t0\toff\n",
        OWN + PEER + "\t(none)\t203.0.113.9:1\t10.77.0/32\t0\t0\t0\toff\n",
        OWN + PEER + "\t(none)\t203.0.113.9:1\t::1::/128\t0\t0\t0\toff\n"
      })
  void refusesAnythingElseWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> WgDump.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("wg dump: malformed")
        .hasMessageNotContaining("203.0.113.9");
  }
}
