package com.qubetics.dvpn.gateway;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Folders;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.login.Authority;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.node.AgentRequest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.login.LoginRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A running gateway with its own database; the rewards service behind it is down.
public final class TestGateway {
  public static final Domain DOMAIN =
      new Domain(31337, Address.parse("0x5fbdb2315678afecb367f032d93f642f64180aa3"));
  public static final String AUTHORITY = "dvpn.example:8443";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final AtomicLong DATABASES = new AtomicLong();

  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeService registry;
  private final FakeService selector;
  private final FakeService ledger;
  private final ConfigurableApplicationContext context;
  private final int port;

  private static final class Holder {
    static final TestGateway SHARED = new TestGateway(Map.of());
  }

  /// One for all test classes of this JVM.
  public static TestGateway shared() {
    return Holder.SHARED;
  }

  /// One with settings of its own; to be closed.
  public static TestGateway with(Map<String, String> settings) {
    return new TestGateway(settings);
  }

  TestGateway(Map<String, String> settings) {
    try {
      this.registry = new FakeService("registry");
      this.selector = new FakeService("selector");
      this.ledger = new FakeService("ledger");
      Path folder = Folders.temporary("gateway");
      Map<String, String> all = new TreeMap<>();
      Database database = Postgres.shared().database("gateway" + DATABASES.incrementAndGet());
      all.put("spring.datasource.url", database.jdbcUrl());
      all.put("spring.datasource.username", database.username());
      all.put("spring.datasource.password", database.password());
      all.put("server.port", "0");
      all.put("dvpn.network.file", write(folder, "network.json", networkFile()));
      all.put("dvpn.network.authority", AUTHORITY + ",[2001:db8::1]:8443");
      all.put("dvpn.login.token-key-file", write(folder, "token.key", "0x" + "5a".repeat(32)));
      all.put("dvpn.upstream.key-file", TestIssuers.SHARED.keyFile("gateway").toString());
      all.put("dvpn.upstream.registry", registry.url());
      all.put("dvpn.upstream.selector", selector.url());
      all.put("dvpn.upstream.ledger", ledger.url());
      all.put("dvpn.upstream.rewards", "http://127.0.0.1:1");
      all.put("DVPN_UPSTREAM_TIMEOUT", "1s");
      all.put("dvpn.limit.anonymous.per-second", "1000");
      all.put("dvpn.limit.anonymous.burst", "1000");
      all.putAll(settings);
      SpringApplication application = new SpringApplication(GatewayApplication.class);
      application.setRegisterShutdownHook(false);
      this.context =
          application.run(
              all.entrySet().stream()
                  .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                  .toArray(String[]::new));
      this.port = ((WebServerApplicationContext) context).getWebServer().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FakeService registry() {
    return registry;
  }

  FakeService selector() {
    return selector;
  }

  FakeService ledger() {
    return ledger;
  }

  ApplicationContext context() {
    return context;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /// As the gateway's start and end do.
  void changeReadiness(ReadinessState state) {
    AvailabilityChangeEvent.publish(context, state);
  }

  public int port() {
    return port;
  }

  public String property(String name) {
    return context.getEnvironment().getRequiredProperty(name);
  }

  public void close() {
    context.close();
    registry.close();
    selector.close();
    ledger.close();
  }

  /// An answer whose body is read as JSON.
  public record Answer(int status, JsonNode body, HttpResponse<String> raw) {
    public String code() {
      return body.path("code").asString("");
    }

    public String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }
  }

  public Answer send(String method, String target, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty() && !String.join(",", headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Answer(
          response.statusCode(), JSON.readTree(json ? response.body() : "{}"), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Answer get(String target, String... headers) {
    return send("GET", target, "", headers);
  }

  public String nonce() {
    return send("POST", "/api/v1/login/nonces", "").body().required("nonce").asString();
  }

  public static LoginText text(PrivateKey wallet, PrivateKey appKey, String nonce) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return LoginText.of(
        Authority.parse(AUTHORITY),
        new Account(wallet.address()),
        nonce,
        now,
        now.plus(Duration.ofHours(24)),
        new AppKey(appKey.address()),
        DOMAIN);
  }

  public Answer login(LoginProof proof, LoginText text, PrivateKey wallet, PrivateKey appKey) {
    byte[] signature = proof.sign(text.toString(), wallet);
    return login(proof, text.toString(), signature, appKeySignature(text, appKey));
  }

  public Answer login(LoginProof proof, String text, byte[] wallets, Signature appKeys) {
    return send(
        "POST",
        "/api/v1/login",
        JSON.writeValueAsString(new LoginRequest(proof, text, Hex.format(wallets), appKeys)));
  }

  public static Signature appKeySignature(LoginText text, PrivateKey appKey) {
    TokenRequest proof = new TokenRequest(text.appKey(), text.nonce());
    return TypedMessage.sign(proof, DOMAIN, appKey).signature();
  }

  /// A fresh access token's header for `wallet`.
  public String[] token(PrivateKey wallet, PrivateKey appKey) {
    Answer answer = login(LoginProof.EIP4361, text(wallet, appKey, nonce()), wallet, appKey);
    return new String[] {"Authorization", "Bearer " + answer.body().required("token").asString()};
  }

  /// The header by which `key` signs a request.
  public static String[] agent(PrivateKey key, String method, String target, String body, long at) {
    AgentRequest request =
        new AgentRequest(
            new NodeId(key.address()),
            method,
            target,
            Keccak.hash(body.getBytes(StandardCharsets.UTF_8)),
            at);
    return new String[] {
      "Authorization",
      "DvpnNode node=%s,at=%s,signature=%s"
          .formatted(key.address(), at, TypedMessage.sign(request, DOMAIN, key).signature())
    };
  }

  private static String write(Path folder, String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private static String networkFile() {
    return """
        {"name":"test","chainId":%s,"nodeRegistry":"%s","epochSeconds":60}
        """
        .formatted(DOMAIN.chainId(), DOMAIN.verifyingContract());
  }
}
