package com.qubetics.dvpn.wireguard.initiator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.wireguard.PeerChange;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.WgInterface;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import com.qubetics.dvpn.wireguard.initiator.TunnelEnd.Greeting;
import java.net.PortUnreachableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The end of a tunnel in this process, against a real WireGuard.
final class TunnelEndIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final InterfaceName NAME =
      new InterfaceName("wge" + Long.toString(ProcessHandle.current().pid() % 100_000, 36));
  private static final int PORT = 51_820;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// An echo request from 10.77.255.254 to 10.77.0.1.
  private static final byte[] PING =
      HexFormat.of().parseHex("4500001c00010000400166470a4dfffe0a4d0001" + "0800f7fd00010001");

  private final TunnelSecret node = TunnelSecret.random(RANDOM);
  private final TunnelSecret own = TunnelSecret.random(RANDOM);
  private Namespaces namespaces;
  private WgInterface wireGuard;

  @BeforeEach
  void up() throws Exception {
    namespaces = Namespaces.permitted("wg");
    wireGuard = new WgInterface(NAME, node, PORT, Cidr.parse("10.77.0.0/16"));
    namespaces.in(
        "wg",
        () -> {
          wireGuard.up();
          return true;
        });
  }

  @AfterEach
  void down() throws Exception {
    if (namespaces != null) {
      namespaces.in(
          "wg",
          () -> {
            wireGuard.down();
            return true;
          });
      namespaces.close();
    }
  }

  @Test
  void carriesPacketsBothWaysAsAClientDoes() throws Exception {
    admit();

    Optional<byte[]> answer = namespaces.in("wg", () -> answerToPing(own));

    assertThat(answer).hasValueSatisfying(packet -> assertThat(packet[20]).isZero());
    assertThat(namespaces.in("wg", wireGuard::peers).getFirst().rxBytes()).isPositive();
  }

  @Test
  void greetsAgainAndAgainWithOneKey() throws Exception {
    admit();

    for (int i = 0; i < 3; i++) {
      assertThat(namespaces.in("wg", () -> answerToPing(own))).isPresent();
    }
  }

  @Test
  void getsNoAnswerAsAStranger() throws Exception {
    admit();
    TunnelSecret stranger = TunnelSecret.random(RANDOM);

    Greeting greeting =
        namespaces.in(
            "wg",
            () -> TunnelEnd.open(stranger, node.publicKey(), PORT, Duration.ofMillis(500), RANDOM));

    assertThat(greeting).isInstanceOf(Greeting.Silent.class);
  }

  @Test
  void saysAtOnceThatNothingListens() {
    assertThatThrownBy(
            () ->
                namespaces.in(
                    "wg", () -> TunnelEnd.open(own, node.publicKey(), 9, PATIENCE, RANDOM)))
        .isInstanceOf(PortUnreachableException.class);
  }

  @Test
  void takesNoAnswerThatIsForAnother() {
    Initiation initiation = new Initiation(own, node.publicKey(), RANDOM);
    initiation.message(Timestamps.next());
    byte[] answer = new byte[Initiation.RESPONSE_LENGTH];
    answer[0] = Initiation.RESPONSE;

    assertThat(initiation.accept(answer)).isEmpty();
    assertThat(initiation.accept(new byte[0])).isEmpty();
    assertThat(initiation.accept(Arrays.copyOf(answer, 2048))).isEmpty();
  }

  private void admit() throws Exception {
    namespaces.in(
        "wg",
        () -> {
          TunnelAddress address = TunnelAddress.parse("10.77.255.254");
          wireGuard.apply(List.of(new PeerChange.Put(own.publicKey(), address)));
          return true;
        });
  }

  private Optional<byte[]> answerToPing(TunnelSecret as) throws Exception {
    Greeting greeting = TunnelEnd.open(as, node.publicKey(), PORT, PATIENCE, RANDOM);
    assertThat(greeting).isInstanceOf(Greeting.Opened.class);
    try (TunnelEnd end = ((Greeting.Opened) greeting).end()) {
      end.send(PING);
      return end.receive(PATIENCE);
    }
  }
}
