package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.exchange.NoAnswerReason;
import com.qubetics.dvpn.exchange.TrustedAuthority;
import com.qubetics.dvpn.exchange.WholeAnswer;
import com.qubetics.dvpn.protocol.crypto.CertificateTime;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.AgentRequest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.protocol.value.TunnelNetwork;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import com.qubetics.dvpn.wire.agent.Reachability;
import com.qubetics.dvpn.wire.agent.Revision;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// The control plane over HTTPS: each request signed by the node key (docs/protocol.md, section 2).
public final class GatewayLink implements ControlPlane {
  /// The server answers a poll within 25 s.
  private static final Duration POLL = Duration.ofSeconds(32);

  private static final Duration MEASURING = Duration.ofSeconds(10);
  private static final long MEASURED_BYTES = 25L << 20;

  private static final int HTTPS = 443;
  private static final int MOST_ANSWER_BYTES = 64 << 20;
  private static final int REMEMBERED = 64;
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  /// Another one after the way was closed.
  private volatile HttpClient http;

  private final URI gateway;
  private final GatewayReach way;
  private final PrivateKey nodeKey;
  private final Domain domain;
  private final Clock clock;
  private final Consumer<Instant> gatewayTime;

  /// When the last requests were signed; guarded by itself.
  private final Map<Request, Long> lastSigned =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Request, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// @param gatewayTime gets the Date of each answer
  public GatewayLink(
      HttpClient http,
      URI gateway,
      PrivateKey nodeKey,
      Domain domain,
      Clock clock,
      Consumer<Instant> gatewayTime) {
    this.http = http;
    this.gateway = gateway;
    this.way = new GatewayReach(gateway, this::reopen);
    this.nodeKey = nodeKey;
    this.domain = domain;
    this.clock = clock;
    this.gatewayTime = gatewayTime;
  }

  /// @param authority a PEM file of the authority that the gateway's certificate must come from;
  ///   null: those of the platform
  /// @param connect how long a connection may take to come about; every other limit follows from it
  public static HttpClient client(@Nullable Path authority, Duration connect) throws LinkException {
    HttpClient.Builder builder = builder(connect);
    if (authority != null) {
      try {
        builder.sslContext(TrustedAuthority.of(authority));
      } catch (IOException e) {
        String why = String.valueOf(UnusableFileException.of("--ca", authority, e).getMessage());
        throw new LinkException(ProblemCode.CA_UNREADABLE, why, e);
      }
    }
    return builder.build();
  }

  private static HttpClient.Builder builder(Duration connect) {
    return HttpClient.newBuilder()
        .connectTimeout(connect)
        .version(HttpClient.Version.HTTP_1_1)
        .executor(Executors.newVirtualThreadPerTaskExecutor());
  }

  @Override
  public Duration watch() {
    return way.look();
  }

  /// What waits on the connections of before ends with an error and is asked again.
  private void reopen() {
    HttpClient before = http;
    http = builder(connect(before)).sslContext(before.sslContext()).build();
    before.shutdownNow();
  }

  /// Makes a TLS client's first message and throws it away: key pairs, and tables for P-256 that
  /// the JDK computes once. In a process that has just started this takes as long as everything
  /// else of the first handshake, and needs nothing that is not known yet.
  public static void rehearse() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      SSLEngine engine = context.createSSLEngine("localhost", HTTPS);
      engine.setUseClientMode(true);
      engine.wrap(
          ByteBuffer.allocate(0), ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("this runtime speaks no TLS", e);
    }
  }

  /// Network facts and the gateway's time; unsigned, so that a host without keys can ask.
  public record FirstAnswer(NetworkFacts facts, Optional<Instant> date) {}

  public static FirstAnswer greet(HttpClient http, URI gateway) throws LinkException {
    HttpResponse<byte[]> response =
        exchange(
            http,
            HttpRequest.newBuilder(resolve(gateway, "/api/v1/network"))
                .timeout(call(http))
                .build());
    if (response.statusCode() != 200) {
      throw new LinkException(
          "HTTP_" + response.statusCode(),
          response.statusCode(),
          "the gateway does not tell its network");
    }
    return new FirstAnswer(read(response.body(), NetworkFacts.class), date(response));
  }

  @Override
  public PeersAnswer peers(Revision after, TunnelNetwork network) throws LinkException {
    String target = "/api/v1/agent/peers?after=" + after + "&network=" + network;
    return read(call("GET", target, null, POLL), PeersAnswer.class);
  }

  @Override
  public void report(List<PeerResult> results) throws LinkException {
    call("POST", "/api/v1/agent/peers/results", new PeerResult.Batch(results), call(http));
  }

  @Override
  public List<UsageReceipt> usage(List<UsageItem> items) throws LinkException {
    byte[] answer = call("POST", "/api/v1/agent/usage", new UsageItem.Batch(items), call(http));
    return read(answer, UsageReceipt.Batch.class).items();
  }

  @Override
  public HeartbeatAnswer heartbeat(Heartbeat heartbeat) throws LinkException {
    return read(
        call("POST", "/api/v1/agent/heartbeats", heartbeat, call(http)), HeartbeatAnswer.class);
  }

  @Override
  public void probed(List<ProbeResult> results) throws LinkException {
    call("POST", "/api/v1/agent/probe-results", new ProbeResult.Batch(results), call(http));
  }

  /// Has the registry send UDP packets with the nonce to this host: to `port` and the next.
  public Reachability reachability(int port, Bytes32 nonce) throws LinkException {
    byte[] answer =
        call(
            "POST",
            "/api/v1/agent/reachability",
            new Reachability.Request(port, nonce),
            call(http));
    return read(answer, Reachability.class);
  }

  /// How fast random bytes come from the gateway, kbit/s: up to 25 MiB, for up to 10 s.
  public long downloadKbit() throws LinkException {
    URI uri = resolve(gateway, "/api/v1/agent/bandwidth?bytes=" + MEASURED_BYTES);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(call(http))
            .header("Authorization", authorization("GET", uri, new byte[0]))
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          String status = "HTTP_" + response.statusCode();
          throw beside(
              response, new LinkException(status, response.statusCode(), "refused: " + status));
        }
        return kbit(body);
      }
    } catch (IOException e) {
      throw new LinkException(ProblemCode.UNREACHABLE, "the download broke off: " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException(ProblemCode.INTERRUPTED, "interrupted", e);
    }
  }

  private static long kbit(InputStream body) throws IOException {
    byte[] buffer = new byte[64 << 10];
    long began = System.nanoTime();
    long bytes = 0;
    long nanos = 1;
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      bytes += read;
      nanos = Math.max(1, System.nanoTime() - began);
      if (nanos > MEASURING.toNanos()) {
        break;
      }
    }
    return (long) (bytes * 8_000_000.0 / nanos);
  }

  /// A public answer.
  public static <T> T fetch(HttpClient http, URI gateway, String path, Class<T> type)
      throws LinkException {
    return read(fetchBytes(http, gateway, path), type);
  }

  /// A published file.
  public static String fetchText(HttpClient http, URI gateway, String path) throws LinkException {
    return new String(fetchBytes(http, gateway, path), StandardCharsets.UTF_8);
  }

  private static byte[] fetchBytes(HttpClient http, URI gateway, String path) throws LinkException {
    HttpResponse<byte[]> response =
        exchange(http, HttpRequest.newBuilder(resolve(gateway, path)).timeout(call(http)).build());
    if (response.statusCode() != 200) {
      throw problem(response.statusCode(), response.body());
    }
    return response.body();
  }

  private byte[] call(String method, String path, @Nullable Object body, Duration limit)
      throws LinkException {
    URI uri = resolve(gateway, path);
    byte[] bytes = body == null ? new byte[0] : Json.bytes(body);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(limit)
            .header("Authorization", authorization(method, uri, bytes))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build();
    HttpResponse<byte[]> response = exchange(http, request);
    date(response).ifPresent(gatewayTime);
    if (response.statusCode() / 100 != 2) {
      throw beside(response, problem(response.statusCode(), response.body()));
    }
    return response.body();
  }

  private static Duration connect(HttpClient http) {
    return http.connectTimeout().orElseThrow();
  }

  /// Until an answer's headers.
  private static Duration call(HttpClient http) {
    return connect(http).multipliedBy(2);
  }

  /// A refusal, with this host's clock beside the gateway's where they are well apart.
  private LinkException beside(HttpResponse<?> response, LinkException refusal) {
    return date(response)
        .map(theirs -> new TimeGap(clock.instant(), theirs))
        .filter(TimeGap::isNoteworthy)
        .map(gap -> refusal.and("this host's clock reads " + gap.against("the gateway's")))
        .orElse(refusal);
  }

  private String authorization(String method, URI uri, byte[] body) {
    String target =
        uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    NodeId node = new NodeId(nodeKey.address());
    Bytes32 bodyHash = Keccak.hash(body);
    long at = time(new Request(method, target, bodyHash));
    Signed<AgentRequest> signed =
        TypedMessage.sign(new AgentRequest(node, method, target, bodyHash, at), domain, nodeKey);
    return "DvpnNode node=%s,at=%s,signature=%s"
        .formatted(node, signed.message().at(), signed.signature());
  }

  private record Request(String method, String target, Bytes32 bodyHash) {}

  /// The present second; or, for a request that was signed in this second already, the one after:
  /// the gateway takes a signature once. What was signed far ahead of the present was so by a clock
  /// that was wrong, and none of it was taken.
  private long time(Request request) {
    long now = clock.instant().getEpochSecond();
    synchronized (lastSigned) {
      return lastSigned.merge(
          request,
          now,
          (last, present) ->
              last - present > ClockTolerance.SECONDS ? present : Math.max(last + 1, present));
    }
  }

  /// What a refusal says. A code that is none, in its form, is not repeated: codes go into logs and
  /// onto terminals.
  static LinkException problem(int statusCode, byte[] body) {
    String status = "HTTP_" + statusCode;
    try {
      String code = Json.read(body, Problem.class).code();
      if (code != null && CODE.matcher(code).matches()) {
        return new LinkException(code, statusCode, "refused: %s, %s".formatted(status, code));
      }
    } catch (JsonException e) {
      // Not a problem document: the status has to do.
    }
    return new LinkException(status, statusCode, "refused: " + status);
  }

  private static HttpResponse<byte[]> exchange(HttpClient http, HttpRequest request)
      throws LinkException {
    try {
      Duration limit = request.timeout().orElseGet(() -> call(http)).plus(connect(http));
      return WholeAnswer.to(request, http, limit, MOST_ANSWER_BYTES);
    } catch (IOException e) {
      throw new LinkException(ProblemCode.UNREACHABLE, "no answer: " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException(ProblemCode.INTERRUPTED, "interrupted", e);
    }
  }

  private static String reason(IOException e) {
    return CertificateTime.fault(e).orElseGet(() -> NoAnswerReason.of(e));
  }

  static <T> T read(byte[] body, Class<T> type) throws LinkException {
    try {
      return Json.read(body, type);
    } catch (JsonException e) {
      throw new LinkException(
          ProblemCode.ANSWER_MALFORMED, "answer unreadable: " + e.getMessage(), e);
    }
  }

  private static Optional<Instant> date(HttpResponse<?> response) {
    return response.headers().firstValue("date").flatMap(GatewayLink::date);
  }

  /// Empty if it is no date.
  static Optional<Instant> date(String header) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static URI resolve(URI gateway, String path) {
    String base = gateway.toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }
}
