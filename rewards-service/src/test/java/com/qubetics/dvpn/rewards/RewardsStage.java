package com.qubetics.dvpn.rewards;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.test.context.DynamicPropertyRegistry;

/// What stands around rewards-service in a test: a database and a broker, a chain without
/// contracts, and a ledger and registry in one that serve what the test puts into `files`.
final class RewardsStage {
  static final String SERVICE = "rewards-service";

  /// One epoch an hour, from 2025 on; the vault of [FakeVault], and no contract behind any address.
  static final String NETWORK =
      """
      {"name":"test","chainId":31337,"nodeRegistry":"0x00000000000000000000000000000000000000bb",
       "epochLedger":"0x00000000000000000000000000000000000000cc",
       "rewardsVault":"0x00000000000000000000000000000000000000aa",
       "genesis":1735689600,"epochSeconds":3600,"slotSeconds":60,"deployedAtBlock":0,"confirmations":0,
       "deposit":"10","buffer":"10","pricePerGib":"1024000000000000000","challengeSeconds":5}
      """;

  final Map<String, String> files = new ConcurrentHashMap<>();
  private final HttpServer services = serve();

  /// @param name of the topics and the database
  void register(
      DynamicPropertyRegistry properties,
      String name,
      String network,
      Anvil chain,
      boolean worker) {
    Database database = Postgres.shared().database(name);
    String services = "http://127.0.0.1:" + this.services.getAddress().getPort();
    Map<String, Object> environment =
        Map.ofEntries(
            Map.entry("SPRING_DATASOURCE_URL", database.jdbcUrl()),
            Map.entry("SPRING_DATASOURCE_USERNAME", database.username()),
            Map.entry("spring.datasource.password", database.password()),
            Map.entry("DVPN_NETWORK_FILE", file("network", network)),
            Map.entry("DVPN_RPC_URL", chain.rpcUrl()),
            Map.entry("DVPN_MANAGEMENT_PORT", 0),
            Map.entry("DVPN_ISSUERS", TestIssuers.SHARED.folder()),
            Map.entry("DVPN_CALLER_KEY_FILE", TestIssuers.SHARED.keyFile(SERVICE)),
            Map.entry("DVPN_PROPOSER_KEY_FILE", key(Anvil.DEV_KEY)),
            Map.entry("DVPN_KAFKA_BOOTSTRAP", Kafka.shared().bootstrap()),
            Map.entry("DVPN_TOPIC_PREFIX", name + "."),
            Map.entry("DVPN_LEDGER_URL", services),
            Map.entry("DVPN_REGISTRY_URL", services),
            Map.entry("DVPN_CHAIN_POLL_INTERVAL", "100ms"),
            Map.entry("DVPN_REWARDS_INTERVAL", "100ms"),
            Map.entry("DVPN_REWARDS_FINALISE_MARGIN", "100ms"),
            Map.entry("DVPN_REWARDS_WORKER", worker));
    environment.forEach((key, value) -> properties.add(key, value::toString));
  }

  private HttpServer serve() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            String text = files.get(exchange.getRequestURI().getPath());
            boolean known = isOurs(exchange);
            byte[] body =
                text == null || !known ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(text == null ? 404 : known ? 200 : 403, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
              out.write(body);
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the rewards service itself signed this request, to whom its file belongs.
  private static boolean isOurs(HttpExchange exchange) {
    String target = exchange.getRequestURI().toString();
    String owner = target.endsWith("/sessions") ? "session-ledger" : "registry-service";
    return TestIssuers.SHARED
        .read(owner, exchange.getRequestHeaders().getFirst("Authorization"), "GET", target)
        .subject()
        .equals(new Subject.Service(SERVICE));
  }

  /// A header as the gateway sends it.
  static String authorization(Subject caller, String method, String target) {
    return TestIssuers.SHARED.gateway(SERVICE, caller, method, target);
  }

  /// A key file as services take it.
  static Path key(String key) {
    Path file = file("key", key + "\n");
    try {
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(String name, String text) {
    try {
      Path file = Files.createTempFile("rewards-" + name, "");
      file.toFile().deleteOnExit();
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
