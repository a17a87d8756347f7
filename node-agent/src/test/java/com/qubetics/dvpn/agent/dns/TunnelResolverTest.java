package com.qubetics.dvpn.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.wireguard.host.Cidr;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A client, the node's resolver and two of its upstreams on the loopback network.
final class TunnelResolverTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Cidr NETWORK = Cidr.parse("127.77.0.0/16");
  private static final String CLIENT = "127.77.0.2";
  private static final int FIRST_PORT = 15400;

  /// The kernel may hold a port for a moment after its socket was closed, so each test has others.
  private static int tests;

  private InetSocketAddress at;
  private ScriptedResolver first;
  private ScriptedResolver second;
  private TunnelResolver resolver;

  @BeforeEach
  void open() throws IOException {
    int test = ++tests;
    at = new InetSocketAddress("127.77.0.1", FIRST_PORT + test);
    first = new ScriptedResolver("127.53." + test + ".1");
    second = new ScriptedResolver("127.53." + test + ".2");
    Upstreams upstreams = new Upstreams(() -> List.of(first.upstream, second.upstream));
    resolver = new TunnelResolver(NETWORK, at.getPort(), upstreams, () -> RANDOM.nextInt(1 << 16));
    resolver.run();
  }

  @AfterEach
  void close() throws IOException {
    resolver.close();
    first.close();
    second.close();
  }

  @Nested
  final class ByUdp {
    @Test
    void givesTheResolversAnswerUnderTheClientsNumber() throws IOException {
      byte[] answer = ask(Message.query(77, "wWw.Example", Message.A, 0));

      assertThat(Message.id(answer)).isEqualTo(77);
      assertThat(Message.answers(answer)).isEqualTo(1);
      assertThat(resolver.answered()).isEqualTo(1);
      assertThat(second.asked).isEmpty();
    }

    @Test
    void asksUnderAnotherNumberFromAnotherPortEachTime() throws IOException {
      for (int i = 0; i < 40; i++) {
        ask(Message.query(77, "www.example", Message.A, 0));
      }

      assertThat(new HashSet<>(first.ports).size()).isGreaterThan(35);
      assertThat(new HashSet<>(first.asked.stream().map(Message::id).toList()).size())
          .isGreaterThan(35);
    }

    @Test
    void keepsToItselfWhatTellsClientsApart() throws IOException {
      byte[] query = Message.query(77, "www.example", Message.A, 4096);
      byte[] cookie = {0, 10, 0, 8, 'a', 'c', 'o', 'o', 'k', 'i', 'e', '!'};
      byte[] all = Arrays.copyOf(query, query.length + cookie.length);
      System.arraycopy(cookie, 0, all, query.length, cookie.length);
      all[query.length - 1] = (byte) cookie.length;

      ask(all);

      byte[] passed = first.asked.remove();
      assertThat(passed).hasSize(query.length);
      assertThat(Query.parse(passed).orElseThrow())
          .returns(1232, Query::payload)
          .returns(true, Query::signatures);
    }

    @Test
    void believesOnlyWhatHasTheRightNumberQuestionAndSender() throws IOException {
      byte[] other = Message.answer(Message.query(1, "evil.example", Message.A, 0), 0, 9);
      first.byUdp =
          query -> {
            byte[] number = Message.answer(query, 0, 8);
            number[0] ^= 1;
            byte[] question = other.clone();
            System.arraycopy(query, 0, question, 0, 2);
            byte[] asks = query.clone();
            return List.of(
                new byte[0], new byte[5], number, question, asks, Message.answer(query, 0, 4));
          };

      byte[] answer = ask(Message.query(77, "www.example", Message.A, 0));

      assertThat(answer)
          .hasSize(Message.answer(Message.query(1, "www.example", 1, 0), 0, 4).length);
      assertThat(second.asked).isEmpty();
    }

    @Test
    void waitsForADeadResolverOnceAndAsksItAgainWhenItIsBack() throws IOException {
      var alive = first.byUdp;
      first.byUdp = query -> List.of();

      assertThat(millis(() -> ask(Message.query(1, "a.example", Message.A, 0)))).isGreaterThan(900);
      for (int i = 0; i < 20; i++) {
        assertThat(millis(() -> ask(Message.query(2, "b.example", Message.A, 0)))).isLessThan(500);
      }
      assertThat(first.asked).hasSize(1);

      first.byUdp = alive;
      resolver.run();
      first.asked.clear();
      ask(Message.query(3, "c.example", Message.A, 0));
      assertThat(first.asked).hasSize(1);
    }

    @Test
    void asksTheNextWhereOneRefuses() throws IOException {
      first.byUdp = query -> List.of(Message.answer(query, 5, 0));
      assertThat(Message.code(ask(Message.query(1, "a.example", Message.A, 0)))).isZero();

      second.byUdp = query -> List.of(Message.answer(query, 2, 0));
      assertThat(Message.code(ask(Message.query(2, "a.example", Message.A, 0)))).isEqualTo(2);
      assertThat(first.asked).hasSize(2);
    }

    @Test
    void saysWhenNobodyAnswers() throws IOException {
      first.byUdp = query -> List.of();
      second.byUdp = query -> List.of();

      byte[] answer = ask(Message.query(77, "www.example", Message.A, 0));

      assertThat(Message.code(answer)).isEqualTo(2);
      assertThat(resolver.failed()).isEqualTo(1);
    }

    @Test
    void sendsTheClientToTcpWithWhatDoesNotFit() throws IOException {
      first.byUdp = query -> List.of(Message.truncated(query));
      assertThat(Message.isTruncated(ask(Message.query(1, "a.example", Message.TXT, 0)))).isTrue();

      first.byUdp = query -> List.of(Message.answer(query, 0, 1000));
      assertThat(Message.isTruncated(ask(Message.query(2, "a.example", Message.TXT, 0)))).isTrue();
      assertThat(Message.isTruncated(ask(Message.query(3, "a.example", Message.TXT, 1232))))
          .isFalse();
    }

    @Test
    void saysNothingToWhatIsNoQuestion() throws IOException {
      byte[] good = Message.query(1, "a.example", Message.A, 0);
      byte[] answer = Message.answer(good, 0, 4);
      byte[] two = good.clone();
      two[5] = 2;
      byte[] more = Arrays.copyOf(good, good.length + 1);
      byte[] transfer = Message.query(1, "a.example", 252, 0);
      for (byte[] junk :
          List.of(new byte[0], new byte[11], answer, two, more, transfer, new byte[1232])) {
        assertThatThrownBy(() -> ask(junk, 300)).isInstanceOf(SocketTimeoutException.class);
      }

      assertThat(first.asked).isEmpty();
      assertThat(ask(good)).isNotEmpty();
    }

    @Test
    void servesNobodyBesideTheTunnel() throws IOException {
      try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
        assertThatThrownBy(() -> exchange(socket, Message.query(1, "a.example", Message.A, 0), 500))
            .isInstanceOf(SocketTimeoutException.class);
      }
    }

    @Test
    void servesTheOthersWhileOneClientFloods() throws IOException {
      first.byUdp = query -> List.of();
      second.byUdp = query -> List.of();
      try (DatagramSocket flooding = new DatagramSocket(new InetSocketAddress("127.77.9.9", 0))) {
        byte[] query = Message.query(1, "a.example", Message.A, 0);
        for (int i = 0; i < 2000; i++) {
          flooding.send(new DatagramPacket(query, query.length, at));
        }
        first.byUdp = one -> List.of(Message.answer(one, 0, 4));
        second.byUdp = first.byUdp;

        assertThat(Message.code(askAsStubsDo(Message.query(2, "b.example", 1, 0)))).isZero();
      }
      assertThat(first.asked.size() + second.asked.size()).isLessThan(200);
    }
  }

  @Nested
  final class ByTcp {
    @Test
    void bringsWhatIsTooLongForUdp() throws IOException {
      try (Socket socket = client()) {
        for (int id = 1; id <= 3; id++) {
          byte[] answer = exchange(socket, Message.query(id, "a.example", Message.TXT, 1232));

          assertThat(Message.id(answer)).isEqualTo(id);
          assertThat(answer.length).isGreaterThan(20_000);
        }
      }
    }

    @Test
    void asksTheNextWhereOneTakesNoConnection() throws IOException {
      first.close();
      try (Socket socket = client()) {
        assertThat(exchange(socket, Message.query(1, "a.example", Message.TXT, 0)).length)
            .isGreaterThan(20_000);
      }
    }

    @Test
    void hangsUpOnJunkAndHoldsFewConnectionsForOneClient() throws IOException {
      try (Socket socket = client()) {
        assertThatThrownBy(() -> exchange(socket, new byte[30])).isInstanceOf(EOFException.class);
      }
      List<Socket> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(client());
        exchange(all.getLast(), Message.query(1, "a.example", Message.A, 0));
      }
      try (Socket tooMany = client()) {
        assertThatThrownBy(() -> exchange(tooMany, Message.query(1, "a.example", Message.A, 0)))
            .isInstanceOf(IOException.class);
      }
      for (Socket socket : all) {
        socket.close();
      }
    }

    private Socket client() throws IOException {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(CLIENT, 0));
      socket.connect(at);
      socket.setSoTimeout(6000);
      return socket;
    }

    private byte[] exchange(Socket socket, byte[] query) throws IOException {
      socket.getOutputStream().write(TcpQuestion.framed(query));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return answer;
    }
  }

  @Test
  void answersManyAtOnce() throws Exception {
    first.byUdp =
        query -> {
          try {
            Thread.sleep(1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return List.of(Message.answer(query, 0, 4));
        };
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(CLIENT, 0))) {
      socket.setSoTimeout(6000);
      for (int id : IntStream.range(0, 60).toArray()) {
        byte[] query = Message.query(id, "n" + id + ".example", Message.A, 0);
        socket.send(new DatagramPacket(query, query.length, at));
      }
      var answered = new HashSet<Integer>();
      for (int i = 0; i < 60; i++) {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        socket.receive(packet);
        answered.add(ByteBuffer.wrap(packet.getData()).getShort() & 0xffff);
      }
      assertThat(answered).hasSize(60);
    }
  }

  /// Again after a second, twice.
  private byte[] askAsStubsDo(byte[] query) throws IOException {
    for (int again = 0; again < 2; again++) {
      try {
        return ask(query, 1000);
      } catch (SocketTimeoutException e) {
        // Lost where packets may be lost.
      }
    }
    return ask(query, 1000);
  }

  private interface Asking {
    byte[] ask() throws IOException;
  }

  private long millis(Asking asking) throws IOException {
    long began = System.nanoTime();
    assertThat(Message.answers(asking.ask())).isEqualTo(1);
    return (System.nanoTime() - began) / 1_000_000;
  }

  private byte[] ask(byte[] query) throws IOException {
    return ask(query, 8000);
  }

  private byte[] ask(byte[] query, int millis) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(CLIENT, 0))) {
      return exchange(socket, query, millis);
    }
  }

  private byte[] exchange(DatagramSocket socket, byte[] query, int millis) throws IOException {
    socket.setSoTimeout(millis);
    socket.send(new DatagramPacket(query, query.length, at));
    DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
    socket.receive(packet);
    assertThat(packet.getAddress()).isEqualTo(InetAddress.ofLiteral("127.77.0.1"));
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }
}
