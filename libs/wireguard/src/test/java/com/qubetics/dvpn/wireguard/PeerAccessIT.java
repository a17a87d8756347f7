package com.qubetics.dvpn.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ways to the peers do the same, on a real interface.
final class PeerAccessIT {
  private static final InterfaceName NAME =
      new InterfaceName("wga" + Long.toString(ProcessHandle.current().pid() % 100_000, 36));
  private static final TunnelAddress ADDRESS = TunnelAddress.parse("10.77.0.2");

  /// More than one call of `wg` takes, and what a kernel under emulation can do in seconds.
  private static final int PEERS = 250;

  private static final Cidr NETWORK = Cidr.parse("10.77.0.0/16");

  private final TunnelSecret secret = TunnelSecret.random(new SecureRandom());
  private Namespaces namespaces;
  private WgInterface wireGuard;

  @BeforeEach
  void up() throws Exception {
    namespaces = Namespaces.permitted("wg");
    wireGuard = new WgInterface(NAME, secret, 51820, NETWORK);
    in(wireGuard::up);
  }

  @AfterEach
  void down() throws Exception {
    if (namespaces != null) {
      in(wireGuard::down);
      namespaces.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wg", "socket"})
  void putsTakesOverAndRemovesPeers(String way) throws Exception {
    PeerAccess access = access(way);
    TunnelKey first = key();
    TunnelKey second = key();

    in(() -> access.apply(List.of(new PeerChange.Put(first, ADDRESS))));
    assertThat(peers(access)).containsExactly(new PeerState(first, ADDRESS, 0, 0, null));

    // WireGuard moves an address without a word: the reason for reading back.
    in(() -> access.apply(List.of(new PeerChange.Put(second, ADDRESS))));
    assertThat(peers(access))
        .containsExactlyInAnyOrder(
            new PeerState(first, null, 0, 0, null), new PeerState(second, ADDRESS, 0, 0, null));

    in(
        () ->
            access.apply(
                List.of(
                    new PeerChange.Remove(first),
                    new PeerChange.Remove(second),
                    new PeerChange.Remove(key()))));
    assertThat(peers(access)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wg", "socket"})
  void givesPeersTheAddressesOfBothFamilies(String way) throws Exception {
    PeerAccess access = access(way);
    TunnelKey key = key();
    Cidr6 network6 = Cidr6.parse("fd64:7670:6e00::/96");

    in(() -> access.apply(List.of(new PeerChange.Put(key, ADDRESS, network6))));
    assertThat(peers(access)).containsExactly(new PeerState(key, ADDRESS, network6, 0, 0, null));

    in(() -> access.apply(List.of(new PeerChange.Put(key, ADDRESS))));
    assertThat(peers(access)).containsExactly(new PeerState(key, ADDRESS, 0, 0, null));
  }

  @Test
  void seesAPeerWithoutTheInterfacesIpv6AsOneThatIsNotAsItShouldBe() throws Exception {
    TunnelKey key = key();
    in(() -> wireGuard.apply(List.of(new PeerChange.Put(key, ADDRESS))));
    assertThat(held()).isTrue();

    wireGuard =
        new WgInterface(NAME, secret, 51820, NETWORK, Optional.of(Cidr6.parse("fd64::/96")));
    in(wireGuard::up);

    assertThat(held()).isFalse();
    in(() -> wireGuard.apply(List.of(new PeerChange.Put(key, ADDRESS))));
    assertThat(held()).isTrue();
    assertThat(addresses()).contains("fd64::1/128");

    wireGuard = new WgInterface(NAME, secret, 51820, NETWORK);
    in(wireGuard::up);

    assertThat(held()).isFalse();
    assertThat(addresses()).doesNotContain("fd64::1/128");
  }

  @Test
  void hasIpv6AlsoWhereNewInterfacesHaveNone() throws Exception {
    in(wireGuard::down);
    in(() -> Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"), "1\n"));
    wireGuard =
        new WgInterface(NAME, secret, 51820, NETWORK, Optional.of(Cidr6.parse("fd64::/96")));

    in(wireGuard::up);

    assertThat(addresses()).contains("fd64::1/128");
  }

  private boolean held() throws Exception {
    return namespaces.in("wg", wireGuard::peers).getFirst().holds(ADDRESS);
  }

  private String addresses() throws Exception {
    return namespaces.in(
        "wg", () -> Tool.run(List.of("ip", "address", "show", "dev", NAME.value())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wg", "socket"})
  void readsHundredsOfPeers(String way) throws Exception {
    PeerAccess access = access(way);
    List<PeerChange> changes =
        java.util.stream.IntStream.range(0, PEERS)
            .<PeerChange>mapToObj(
                i -> new PeerChange.Put(key(), new TunnelAddress(ADDRESS.bits() + i)))
            .toList();

    in(() -> access.apply(changes));

    assertThat(peers(access)).hasSize(PEERS);
  }

  @Test
  void goesOnWithAnotherProcessBehindTheSocket() throws Exception {
    PeerAccess access = access("socket");
    in(() -> access.apply(List.of(new PeerChange.Put(key(), ADDRESS))));
    in(wireGuard::down);
    assertThatThrownBy(() -> awaitEnd(access)).isInstanceOf(ToolException.class);
    in(wireGuard::up);

    in(() -> access.apply(List.of(new PeerChange.Put(key(), ADDRESS))));

    assertThat(peers(access)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wg", "socket"})
  void failsWhenTheInterfaceIsGone(String way) throws Exception {
    PeerAccess access = access(way);
    in(wireGuard::down);

    assertThatThrownBy(() -> awaitEnd(access)).isInstanceOf(ToolException.class);
  }

  /// A wireguard-go process takes a moment to see that its interface is gone.
  private void awaitEnd(PeerAccess access) throws Exception {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (System.nanoTime() < deadline) {
      peers(access);
    }
  }

  private static PeerAccess access(String way) {
    UapiSocket socket = new UapiSocket(NAME);
    if (way.equals("socket")) {
      Assumptions.assumeTrue(socket.isThere(), "this kernel has WireGuard: no socket");
      return socket;
    }
    return new WgTool(NAME);
  }

  private static TunnelKey key() {
    return TunnelSecret.random(new SecureRandom()).publicKey();
  }

  private List<PeerState> peers(PeerAccess access) throws Exception {
    return namespaces.in("wg", access::peers);
  }

  private interface Action {
    void run() throws Exception;
  }

  private void in(Action action) throws Exception {
    namespaces.in(
        "wg",
        () -> {
          action.run();
          return true;
        });
  }
}
