package com.qubetics.dvpn.evm.key;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Hex;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import fr.acinq.secp256k1.Secp256k1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A signing service with web3signer's interface for secp256k1 keys, and the ways in which one can
/// fail.
public final class FakeExternalSigner implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrivateKey listed;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final InetSocketAddress address;
  private final AtomicInteger signatures = new AtomicInteger();
  private volatile PrivateKey signing;
  private volatile CountDownLatch slow = new CountDownLatch(0);
  private volatile @Nullable HttpServer server;

  public FakeExternalSigner(PrivateKey key) {
    listed = key;
    signing = key;
    HttpServer first = serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = first.getAddress();
    server = first;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /// How many it has given.
  public int signatures() {
    return signatures.get();
  }

  /// Nothing listens any more.
  public void goDown() {
    HttpServer running = server;
    if (running != null) {
      running.stop(0);
    }
    server = null;
  }

  public void comeBack() {
    server = serve(address);
  }

  /// Signs by this key from here on, whoever is asked for.
  public void signBy(PrivateKey key) {
    signing = key;
  }

  /// Answers nothing until told otherwise.
  public void hang() {
    slow = new CountDownLatch(1);
  }

  public void hangNoMore() {
    slow.countDown();
  }

  private HttpServer serve(InetSocketAddress at) {
    try {
      HttpServer started = HttpServer.create(at, 0);
      started.createContext("/", this::answer);
      started.setExecutor(threads);
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      slow.await();
      String key = publicKey(listed);
      switch (exchange.getRequestMethod() + " " + exchange.getRequestURI()) {
        case "GET /api/v1/eth1/publicKeys" ->
            respond(exchange, 200, JSON.writeValueAsString(List.of(key)));
        case String sign when sign.equals("POST /api/v1/eth1/sign/" + key) -> {
          byte[] data = Hex.parse(JSON.readTree(exchange.getRequestBody()).path("data").asString());
          signatures.incrementAndGet();
          respond(exchange, 200, Hex.format(signing.sign(Keccak.hash(data)).bytes()));
        }
        default -> respond(exchange, 404, "Resource not found");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void respond(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /// `0x` and 64 bytes: uncompressed, without the leading 04.
  private static String publicKey(PrivateKey key) {
    byte[] uncompressed = Secp256k1.Companion.pubkeyParse(key.compressedPublicKey());
    return Hex.format(Arrays.copyOfRange(uncompressed, 1, uncompressed.length));
  }

  @Override
  public void close() {
    hangNoMore();
    goDown();
    threads.shutdownNow();
  }
}
