package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.SmallNetwork;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.node.ReachabilityPacket;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wireguard.PeerChange;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What comes through to the port of the probes, packet by packet, and what the host keeps of it.
final class ProbePortIT {
  private static final String NODE = "203.0.113.1";
  private static final int PORT = SmallNetwork.ENDPOINT.port() + 1;
  private static final byte[] CHALLENGE =
      ProbePacket.challenge(
          new ProbeAnswer(
              new NodeId(PrivateKey.random(new SecureRandom()).address()), 5, Bytes32.ZERO));
  private static final byte[] QUESTION = ReachabilityPacket.question(Bytes32.ZERO);

  @TempDir Path folder;

  private SmallNetwork network;
  private DatagramSocket socket;

  @BeforeEach
  void wire() throws Exception {
    network = SmallNetwork.up(folder, Duration.ofSeconds(30));
    socket =
        network.namespaces.in(
            SmallNetwork.NODE, () -> new DatagramSocket(new InetSocketAddress(PORT)));
  }

  @AfterEach
  void unwire() throws Exception {
    socket.close();
    network.close();
  }

  @Test
  void letsThroughWhatCanBeAChallengeOrALookFromOutside() throws Exception {
    send(from("192.0.2.78", CHALLENGE), from("192.0.2.77", QUESTION));

    assertThat(arrived()).containsExactlyInAnyOrder(CHALLENGE.length, QUESTION.length);
  }

  @Test
  void dropsWhatCanBeNoneAndKeepsNothingOfAllThat() throws Exception {
    List<Packet> junk = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      String source = "192.0.2." + (1 + i);
      junk.add(from(source, new byte[1 + i]));
      junk.add(from(source, Arrays.copyOf(CHALLENGE, CHALLENGE.length + 1)));
      junk.add(from(source, Arrays.copyOf(CHALLENGE, CHALLENGE.length - 1)));
      byte[] other = CHALLENGE.clone();
      other[7] = '0';
      junk.add(from(source, other));
      junk.add(from(source, CHALLENGE).cutAt(-64));
    }
    send(junk.toArray(Packet[]::new));
    send(from("192.0.2.9", CHALLENGE));

    assertThat(arrived()).containsExactly(CHALLENGE.length);
    assertThat(connections()).isEmpty();
  }

  @Test
  void keepsNothingOfAnAnswerEither() throws Exception {
    send(from("203.0.113.2", CHALLENGE));
    DatagramPacket packet = new DatagramPacket(new byte[200], 200);
    socket.receive(packet);
    socket.send(packet);

    assertThat(connections()).isEmpty();
  }

  @Test
  void judgesThePortOfThisHostAlone() throws Exception {
    TunnelAddress client = TunnelAddress.parse(SmallNetwork.CLIENT_ADDRESS);
    network.inNode(
        () -> {
          network.firewall.up(
              List.of(new Lease(client, new SessionMark(1), Duration.ofSeconds(30))));
          network.wireGuard.apply(List.of(new PeerChange.Put(network.clientKey(), client)));
        });
    try (DatagramSocket world =
            network.namespaces.in(
                SmallNetwork.WORLD,
                () -> new DatagramSocket(new InetSocketAddress(SmallNetwork.INTERNET, PORT)));
        DatagramSocket socketOfClient =
            network.namespaces.in(SmallNetwork.CLIENT, () -> new DatagramSocket())) {
      socketOfClient.send(
          new DatagramPacket(new byte[3], 3, new InetSocketAddress(SmallNetwork.INTERNET, PORT)));
      world.setSoTimeout(5000);
      DatagramPacket packet = new DatagramPacket(new byte[10], 10);
      world.receive(packet);

      assertThat(packet.getLength()).isEqualTo(3);
    }
  }

  private static Packet from(String source, byte[] payload) {
    return Packet.udp(source, NODE, PORT, payload);
  }

  private void send(Packet... packets) throws Exception {
    byte[] node =
        network.namespaces.in(
            SmallNetwork.NODE, () -> NetworkInterface.getByName("eth1").getHardwareAddress());
    network.namespaces.in(
        SmallNetwork.CLIENT,
        () -> {
          RawLink.send("eth0", node, List.of(packets));
          return true;
        });
  }

  /// Lengths of what comes within a second of silence.
  private List<Integer> arrived() throws Exception {
    List<Integer> lengths = new ArrayList<>();
    socket.setSoTimeout(1000);
    while (true) {
      DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return lengths;
      }
      lengths.add(packet.getLength());
    }
  }

  /// Of the port, as the kernel tracks them.
  private List<String> connections() throws Exception {
    return network
        .run(SmallNetwork.NODE, "conntrack", "-L", "-p", "udp")
        .lines()
        .filter(line -> line.contains("port=" + PORT))
        .toList();
  }
}
