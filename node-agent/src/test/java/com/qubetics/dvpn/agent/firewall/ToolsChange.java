package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.SmallNetwork;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// An upgrade of the host puts another `nft` below the agent: of Debian 12 and 13, one and then the
/// other. Needs both: the folder `dvpn.nft` has one as `other`, and `nft` is whatever the file
/// `chosen` there names.
final class ToolsChange {
  private static final Path NFT = Path.of(System.getProperty("dvpn.nft"));
  private static final String HOST = "host";
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final TunnelAddress A = TunnelAddress.parse("10.77.0.2");
  private static final TunnelAddress B = TunnelAddress.parse("10.77.0.3");

  @Test
  void leavesTheRulesAsTheyAreAndTheLeasesToBeRenewed() throws Exception {
    String own = Files.readString(NFT.resolve("chosen")).strip();
    String other = NFT.resolve("other").toString();
    try (Namespaces namespaces = Namespaces.permitted(HOST)) {
      boolean held =
          namespaces.in(
              HOST,
              () -> {
                changeFrom(own, other);
                changeFrom(other, own);
                return true;
              });
      assertThat(held).isTrue();
    } finally {
      Files.writeString(NFT.resolve("chosen"), own);
    }
  }

  private static void changeFrom(String before, String after) throws Exception {
    Files.writeString(NFT.resolve("chosen"), before);
    String tunnel = SmallNetwork.NODE_TUNNEL.value();
    Tool.ask(List.of("ip", "tuntap", "add", "dev", tunnel, "mode", "tun"));
    NftFirewall firewall =
        new NftFirewall(SmallNetwork.rules(LEASE, Optional.empty(), PeerLimits.USUAL));
    firewall.up(List.of(lease(A, 1)));
    firewall.change(
        new LeaseChange(List.of(), List.of(lease(B, 2)), List.of(limit(B, 3000)), List.of()));
    assertThat(firewall.holds()).as("with " + before).isTrue();
    String version = version();

    Files.writeString(NFT.resolve("chosen"), after);

    assertThat(version()).as("another nft").isNotEqualTo(version);
    assertThat(firewall.holds()).as("then with " + after).isTrue();
    firewall.change(
        new LeaseChange(List.of(A), List.of(lease(B, 2)), List.of(limit(B, 4096)), List.of()));
    assertThat(firewall.holds()).as("changed").isTrue();
    firewall.up(List.of(lease(A, 3)));
    assertThat(firewall.holds()).as("written again").isTrue();
    Tool.run(
        List.of(
            "nft",
            "add rule inet " + NftFirewall.table(SmallNetwork.NODE_TUNNEL) + " passed accept"));
    assertThat(firewall.holds()).as("a rule more").isFalse();
    firewall.down();
  }

  private static Lease lease(TunnelAddress address, int mark) {
    return new Lease(address, new SessionMark(mark), LEASE);
  }

  private static SpeedLimit limit(TunnelAddress address, long kibibytes) {
    return new SpeedLimit(address, kibibytes);
  }

  private static String version() throws Exception {
    return Tool.run(List.of("nft", "--version"));
  }
}
