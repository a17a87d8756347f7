package com.qubetics.dvpn.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.node.AgentRequest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TunnelNetwork;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.Revision;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatewayLinkTest {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern HEADER =
      Pattern.compile("DvpnNode node=(0x[0-9a-fA-F]{40}),at=([0-9]+),signature=(0x[0-9a-f]{130})");

  private final PrivateKey key = PrivateKey.random(RANDOM);
  private final Domain domain = new Domain(31337, key.address());
  private final AtomicReference<Instant> gatewayTime = new AtomicReference<>();
  private HttpServer server;
  private GatewayLink link;
  private String answer = "{}";
  private int status = 200;
  private boolean verified;
  private String target;
  private final List<String> times = new CopyOnWriteArrayList<>();
  private String received = "";

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
    link =
        new GatewayLink(
            GatewayLink.client(null, CONNECT),
            gatewayUri(),
            key,
            domain,
            Clock.systemUTC(),
            gatewayTime::set);
  }

  private URI gatewayUri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    received = new String(body, StandardCharsets.UTF_8);
    Matcher header = HEADER.matcher(exchange.getRequestHeaders().getFirst("Authorization"));
    target = exchange.getRequestURI().toString();
    if (header.matches()) {
      times.add(header.group(2));
      AgentRequest request =
          new AgentRequest(
              NodeId.parse(header.group(1)),
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Keccak.hash(body),
              Long.parseLong(header.group(2)));
      verified =
          new Signed<>(request, Signature.parse(header.group(3))).isBy(key.address(), domain);
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @ParameterizedTest(name = "{0} s ahead: {1}")
  @CsvSource({
    "180,  '1(79|80|81) s ahead of the gateway''s clock \\('",
    "-180, '1(79|80|81) s behind the gateway''s clock \\('",
    "50,",
  })
  void saysInARefusalByHowMuchTheClocksDiffer(long seconds, @Nullable String sentence)
      throws Exception {
    status = 401;
    answer = "{\"code\":\"AGENT_CLOCK_WRONG\"}";
    Clock off = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds));
    GatewayLink late =
        new GatewayLink(
            GatewayLink.client(null, CONNECT), gatewayUri(), key, domain, off, gatewayTime::set);

    assertThatThrownBy(() -> late.report(List.of()))
        .isInstanceOfSatisfying(
            LinkException.class,
            e -> {
              assertThat(e.code()).isEqualTo("AGENT_CLOCK_WRONG");
              if (sentence == null) {
                assertThat(e.getMessage()).doesNotContain("clock reads");
              } else {
                assertThat(e.getMessage()).containsPattern("T[0-9:]{8}Z, " + sentence);
              }
            });
  }

  @Test
  void signsAPollWithItsQueryAndReadsTheAnswer() throws LinkException {
    answer = "{\"era\":3,\"revision\":9,\"full\":true,\"put\":[],\"remove\":[],\"later\":1}";

    PeersAnswer peers = link.peers(new Revision(3, 8), TunnelNetwork.USUAL);

    assertThat(verified).isTrue();
    assertThat(target).isEqualTo("/api/v1/agent/peers?after=3:8&network=10.77.0.0/16");
    assertThat(peers).isEqualTo(new PeersAnswer(3, 9, true, List.of(), List.of()));
    assertThat(Duration.between(gatewayTime.get(), Instant.now()))
        .isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void signsARepeatedRequestWithALaterTime() throws LinkException {
    answer = "{\"era\":3,\"revision\":9,\"full\":false}";

    for (int i = 0; i < 3; i++) {
      link.peers(new Revision(3, 9), TunnelNetwork.USUAL);
    }

    assertThat(times).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void signsWithThePresentTimeAgainAfterTheClockWasWrong() throws LinkException {
    answer = "{\"era\":3,\"revision\":9,\"full\":false}";
    AtomicReference<Instant> time = new AtomicReference<>(Instant.ofEpochSecond(10_000));
    Clock clock = ((InstantSource) time::get).withZone(ZoneOffset.UTC);
    GatewayLink wrong =
        new GatewayLink(
            GatewayLink.client(null, CONNECT), gatewayUri(), key, domain, clock, gatewayTime::set);
    wrong.peers(new Revision(3, 9), TunnelNetwork.USUAL);
    time.set(Instant.ofEpochSecond(20_000));
    wrong.peers(new Revision(3, 9), TunnelNetwork.USUAL);
    time.set(Instant.ofEpochSecond(10_001));

    wrong.peers(new Revision(3, 9), TunnelNetwork.USUAL);

    assertThat(times).containsExactly("10000", "20000", "10001");
  }

  @Test
  void signsAHeartbeatWithItsBody() throws LinkException {
    answer =
        """
        {"state":"ACTIVE","reasons":[],"minimumAgent":"0.1.0","heartbeatSeconds":5,"slot":7,
         "assignments":[{"slot":7,"node":"%s","probeEndpoint":"203.0.113.1:51821",
         "challenge":"0x%s"}]}
        """
            .formatted(key.address(), "11".repeat(32));

    HeartbeatAnswer told =
        link.heartbeat(
            new Heartbeat(
                "0.1.0",
                Endpoint.parse("203.0.113.1:51820"),
                Place.parse("Frankfurt,DE,50.11,8.68"),
                BootId.random(RANDOM),
                false,
                List.of("CLOCK_UNPROVEN"),
                false,
                0,
                10,
                0,
                0,
                100_000));

    assertThat(verified).isTrue();
    assertThat(received)
        .contains("\"endpoint\":\"203.0.113.1:51820\"")
        .contains("\"country\":\"DE\"")
        .contains("\"reasons\":[\"CLOCK_UNPROVEN\"]");
    assertThat(told.assignments()).hasSize(1);
  }

  @Test
  void tellsTheCodeOfAProblem() {
    status = 403;
    answer =
        "{\"type\":\"urn:dvpn:problem:NODE_UNKNOWN\",\"code\":\"NODE_UNKNOWN\",\"status\":403}";

    assertThatThrownBy(() -> link.peers(Revision.NONE, TunnelNetwork.USUAL))
        .isInstanceOfSatisfying(
            LinkException.class, e -> assertThat(e.code()).isEqualTo("NODE_UNKNOWN"));
  }

  @Test
  void failsOnAnAnswerThatIsNone() {
    answer = "<html>";

    assertThatThrownBy(() -> link.peers(Revision.NONE, TunnelNetwork.USUAL))
        .isInstanceOfSatisfying(
            LinkException.class, e -> assertThat(e.code()).isEqualTo("ANSWER_MALFORMED"));
  }
}
