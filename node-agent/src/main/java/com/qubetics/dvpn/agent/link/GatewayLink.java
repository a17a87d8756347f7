package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.agent.json.Json;
import com.qubetics.dvpn.agent.json.JsonException;
import com.qubetics.dvpn.agent.json.JsonObject;
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
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The control plane over HTTPS: each request signed by the node key (docs/protocol.md, section 2).
public final class GatewayLink implements ControlPlane {
  /// How many times as long it waits: tests under emulation set it, where a JVM's first handshake
  /// takes longer than it may elsewhere.
  private static final int SLOW = Integer.getInteger("dvpn.slow", 1);

  private static final Duration CONNECT = Duration.ofSeconds(5L * SLOW);
  private static final Duration CALL = Duration.ofSeconds(10L * SLOW);

  /// The server answers a poll within 25 s.
  private static final Duration POLL = Duration.ofSeconds(32);

  /// From an answer's headers to its end.
  private static final Duration BODY = Duration.ofSeconds(5L * SLOW);

  private static final Duration MEASURING = Duration.ofSeconds(10);
  private static final long MEASURED_BYTES = 25L << 20;

  private static final int HTTPS = 443;
  private static final int MOST_ANSWER_BYTES = 64 << 20;
  private static final int REMEMBERED = 64;
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  /// Another one after the way was closed.
  private volatile HttpClient http;

  private final URI gateway;
  private final Way way;
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
    this.way = new Way(gateway, this::reopen);
    this.nodeKey = nodeKey;
    this.domain = domain;
    this.clock = clock;
    this.gatewayTime = gatewayTime;
  }

  /// @param authority a PEM file of the authority that the gateway's certificate must come from;
  ///   null: those of the platform
  public static HttpClient client(@Nullable Path authority) throws LinkException {
    HttpClient.Builder builder = builder();
    if (authority != null) {
      builder.sslContext(trusting(authority));
    }
    return builder.build();
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT)
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
    http = builder().sslContext(before.sslContext()).build();
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

  private static SSLContext trusting(Path authority) throws LinkException {
    try (InputStream pem = Files.newInputStream(authority)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("ca" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new LinkException("CA_UNREADABLE", "the authority's file can't be read", e);
    }
  }

  /// Network facts and the gateway's time; unsigned, so that a host without keys can ask.
  public record Greeting(NetworkFacts facts, Optional<Instant> date) {}

  public static Greeting greet(HttpClient http, URI gateway) throws LinkException {
    HttpResponse<byte[]> response =
        exchange(
            http,
            HttpRequest.newBuilder(resolve(gateway, "/api/v1/network")).timeout(CALL).build());
    if (response.statusCode() != 200) {
      throw new LinkException(
          "HTTP_" + response.statusCode(), "the gateway does not tell its network");
    }
    return new Greeting(read(response.body(), NetworkFacts.class), date(response));
  }

  private record ResultsBody(List<PeerResult> results) {}

  private record UsageBody(List<UsageItem> items) {}

  record UsageAnswer(List<UsageReceipt> items) {
    UsageAnswer {
      items = items == null ? List.of() : List.copyOf(items);
    }
  }

  private record ProbesBody(List<ProbeResult> results) {}

  private record Problem(@Nullable String code, @Nullable String detail) {}

  @Override
  public PeersAnswer peers(Revision after) throws LinkException {
    return read(call("GET", "/api/v1/agent/peers?after=" + after, null, POLL), PeersAnswer.class);
  }

  @Override
  public void report(List<PeerResult> results) throws LinkException {
    call("POST", "/api/v1/agent/peers/results", new ResultsBody(results), CALL);
  }

  @Override
  public List<UsageReceipt> usage(List<UsageItem> items) throws LinkException {
    byte[] answer = call("POST", "/api/v1/agent/usage", new UsageBody(items), CALL);
    return read(answer, UsageAnswer.class).items();
  }

  @Override
  public HeartbeatAnswer heartbeat(Heartbeat heartbeat) throws LinkException {
    return read(call("POST", "/api/v1/agent/heartbeats", heartbeat, CALL), HeartbeatAnswer.class);
  }

  @Override
  public void probed(List<ProbeResult> results) throws LinkException {
    call("POST", "/api/v1/agent/probe-results", new ProbesBody(results), CALL);
  }

  private record ReachabilityBody(int port, Bytes32 nonce) {}

  /// Has the registry send UDP packets with the nonce to this host: to `port` and the next.
  public Reachability reachability(int port, Bytes32 nonce) throws LinkException {
    byte[] answer =
        call("POST", "/api/v1/agent/reachability", new ReachabilityBody(port, nonce), CALL);
    return read(answer, Reachability.class);
  }

  /// How fast random bytes come from the gateway, kbit/s: up to 25 MiB, for up to 10 s.
  public long downloadKbit() throws LinkException {
    URI uri = resolve(gateway, "/api/v1/agent/bandwidth?bytes=" + MEASURED_BYTES);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(CALL)
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
      throw new LinkException("UNREACHABLE", "the download broke off: " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException("INTERRUPTED", "interrupted", e);
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
  public static JsonObject fetch(HttpClient http, URI gateway, String path) throws LinkException {
    return read(fetchBytes(http, gateway, path), JsonObject.class);
  }

  /// A published file.
  public static String fetchText(HttpClient http, URI gateway, String path) throws LinkException {
    return new String(fetchBytes(http, gateway, path), StandardCharsets.UTF_8);
  }

  private static byte[] fetchBytes(HttpClient http, URI gateway, String path) throws LinkException {
    HttpResponse<byte[]> response =
        exchange(http, HttpRequest.newBuilder(resolve(gateway, path)).timeout(CALL).build());
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
    return "DvpnNode node=%s,at=%d,signature=%s"
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
      return answer(
          http.sendAsync(
              request,
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), MOST_ANSWER_BYTES)),
          request.timeout().orElse(CALL).plus(BODY));
    } catch (IOException e) {
      throw new LinkException("UNREACHABLE", "no answer: " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException("INTERRUPTED", "interrupted", e);
    }
  }

  private static String reason(IOException e) {
    return CertificateTime.fault(e)
        .orElseGet(
            () ->
                e.getClass().getSimpleName()
                    + (e.getMessage() == null ? "" : ", " + e.getMessage()));
  }

  /// A request's own time limit ends with the answer's headers; a gateway that breaks off in the
  /// body must not hold a loop for good.
  static <T> HttpResponse<T> answer(CompletableFuture<HttpResponse<T>> coming, Duration limit)
      throws IOException, InterruptedException {
    try {
      return coming.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("the answer broke off");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } finally {
      coming.cancel(true);
    }
  }

  static <T> T read(byte[] body, Class<T> type) throws LinkException {
    try {
      return Json.read(body, type);
    } catch (JsonException e) {
      throw new LinkException("ANSWER_MALFORMED", "answer unreadable: " + e.getMessage(), e);
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
