package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Folders;
import com.qubetics.dvpn.engines.Ports;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;

/// The gateway with a small heap and nginx with its usual limits, both before one upstream that
/// knows no node; all on the loopback, and gone with this object.
final class FloodedServers implements AutoCloseable {
  static final Domain DOMAIN =
      new Domain(31337, Address.parse("0x5fbdb2315678afecb367f032d93f642f64180aa3"));
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  /// What limits there are in nginx, at what its documentation and guides show, and no harder on an
  /// honest address than the gateway's own.
  private static final String NGINX =
      """
      daemon off;
      pid %1$s/nginx.pid;
      error_log %1$s/nginx.log crit;
      worker_processes 2;
      events { worker_connections 1024; }
      http {
        access_log off;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        limit_conn_zone $binary_remote_addr zone=connections:10m;
        limit_req_zone $binary_remote_addr zone=requests:10m rate=20r/s;
        limit_conn_status 429;
        limit_req_status 429;
        client_header_timeout 15s;
        client_body_timeout 10s;
        client_max_body_size 256k;
        upstream services { server 127.0.0.1:%2$s; keepalive 32; }
        server {
          listen 127.0.0.1:%3$s;
          limit_conn connections 34;
          limit_req zone=requests burst=100 nodelay;
          location / {
            proxy_pass http://services;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
          }
        }
      }
      """;

  private final HttpServer upstream;
  private final List<Process> processes = new ArrayList<>();
  private final Process gateway;
  private final int gatewayPort = Ports.free();
  private final int nginxPort;

  private FloodedServers(Path jar, Path nginx, int heapMegabytes)
      throws IOException, InterruptedException {
    Path folder = Folders.temporary("flood");
    upstream = upstream();
    try {
      int upstreamPort = upstream.getAddress().getPort();
      gateway = start(gateway(jar, folder, heapMegabytes, upstreamPort), folder, "gateway.log");
      nginxPort = Ports.free();
      Path settings =
          Files.writeString(
              folder.resolve("nginx.conf"),
              String.format(Locale.ROOT, NGINX, folder, upstreamPort, nginxPort));
      start(
          new ProcessBuilder(nginx.toString(), "-p", folder.toString(), "-c", settings.toString()),
          folder,
          "nginx.out");
      await(gatewayPort, folder.resolve("gateway.log"));
      await(nginxPort, folder.resolve("nginx.log"));
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /// @param jar of the gateway, unpacked as services run
  /// @param nginx its program
  static FloodedServers start(Path jar, Path nginx, int heapMegabytes)
      throws IOException, InterruptedException {
    return new FloodedServers(jar, nginx, heapMegabytes);
  }

  int gatewayPort() {
    return gatewayPort;
  }

  int nginxPort() {
    return nginxPort;
  }

  boolean gatewayLives() {
    return gateway.isAlive();
  }

  double gatewayMegabytes() throws IOException {
    return Memory.of(gateway.pid()).resident();
  }

  private ProcessBuilder gateway(Path jar, Path folder, int heapMegabytes, int upstreamPort)
      throws IOException {
    Database database = Postgres.shared().database("flood");
    String services = "http://127.0.0.1:" + upstreamPort;
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMegabytes + "m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-jar",
            jar.toString());
    builder
        .environment()
        .putAll(
            Map.ofEntries(
                Map.entry("SERVER_PORT", Integer.toString(gatewayPort)),
                Map.entry("SPRING_DATASOURCE_URL", database.jdbcUrl()),
                Map.entry("SPRING_DATASOURCE_USERNAME", database.username()),
                Map.entry("SPRING_DATASOURCE_PASSWORD", database.password()),
                Map.entry("DVPN_NETWORK_FILE", network(folder).toString()),
                Map.entry("DVPN_AUTHORITY", "127.0.0.1:" + gatewayPort),
                Map.entry("DVPN_TOKEN_KEY_FILE", tokenKey(folder).toString()),
                Map.entry("DVPN_CALLER_KEY_FILE", callerKey(folder).toString()),
                Map.entry("DVPN_REGISTRY_URL", services),
                Map.entry("DVPN_SELECTOR_URL", services),
                Map.entry("DVPN_LEDGER_URL", services),
                Map.entry("DVPN_REWARDS_URL", services)));
    return builder;
  }

  private static Path network(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("network.json"),
        "{\"name\":\"flood\",\"chainId\":%s,\"nodeRegistry\":\"%s\",\"epochSeconds\":60}"
            .formatted(DOMAIN.chainId(), DOMAIN.verifyingContract()));
  }

  private static Path tokenKey(Path folder) throws IOException {
    return Files.writeString(folder.resolve("token.key"), "0x" + "5a".repeat(32));
  }

  private static Path callerKey(Path folder) throws IOException {
    try {
      byte[] key =
          KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
      Path file = folder.resolve("caller.pem");
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(
          file,
          "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
              .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)));
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java has no Ed25519", e);
    }
  }

  private Process start(ProcessBuilder builder, Path folder, String log) throws IOException {
    Process process =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve(log).toFile()).start();
    processes.add(process);
    return process;
  }

  private void await(int port, Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (FloodWire wire = new FloodWire("127.0.1.1", port, 5_000)) {
        wire.write(FloodWire.request("GET /api/v1/nodes", ""));
        if (wire.answer() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not there yet.
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "a server did not start:\n" + (Files.exists(log) ? Files.readString(log) : ""));
      }
      Thread.sleep(200);
    }
  }

  private static HttpServer upstream() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    byte[] nodes =
        ("{\"items\":[" + "{\"state\":\"ACTIVE\"},".repeat(100) + "{}]}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] unknown = "{\"code\":\"NODE_NOT_REGISTERED\"}".getBytes(StandardCharsets.UTF_8);
    server.createContext("/", exchange -> answer(exchange, 200, nodes));
    server.createContext("/api/v1/agent/", exchange -> answer(exchange, 404, unknown));
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    upstream.stop(0);
  }
}
