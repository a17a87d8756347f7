package com.qubetics.dvpn.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Deadline;
import com.qubetics.dvpn.engines.Scrape;
import com.qubetics.dvpn.gateway.TestGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
  private static final char[] PASSWORD = "password".toCharArray();

  private static TestGateway gateway;
  private static HttpClient http;
  private static Path certificate;
  private static Path key;
  private static KeyStore old;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    KeyStore store = selfSigned(folder.resolve("store.p12"));
    certificate = folder.resolve("certificate.pem");
    key = folder.resolve("key.pem");
    pem(certificate, "CERTIFICATE", store.getCertificate("gateway").getEncoded());
    pem(key, "PRIVATE KEY", store.getKey("gateway", PASSWORD).getEncoded());
    gateway =
        TestGateway.with(
            Map.of(
                "DVPN_TLS_CERTIFICATE",
                certificate.toString(),
                "DVPN_TLS_KEY",
                key.toString(),
                "DVPN_MANAGEMENT_PORT",
                "0"));
    old = store;
    http = trusting(store);
  }

  private static HttpClient trusting(KeyStore store) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("gateway", store.getCertificate("gateway"));
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  @AfterAll
  static void stop() {
    http.close();
    gateway.close();
  }

  @Test
  void servesThePemFilesCertificate() throws Exception {
    HttpResponse<String> response = get("https://127.0.0.1:" + gateway.port() + "/api/v1/network");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
    assertThat(response.headers().firstValue("Strict-Transport-Security")).isPresent();
  }

  /// Written as a tool that renews certificates does: first half of it, then the rest.
  @Test
  void servesANewCertificateWhileItRuns(@TempDir Path folder) throws Exception {
    String served = Files.readString(certificate);
    String secret = Files.readString(key);
    KeyStore next = selfSigned(folder.resolve("next.p12"));
    try (HttpClient trustsNext = trusting(next)) {
      Files.writeString(key, "half a k");
      Thread.sleep(3_000);
      assertThat(get("https://127.0.0.1:" + gateway.port() + "/openapi.json").statusCode())
          .isEqualTo(200);
      pem(certificate, "CERTIFICATE", next.getCertificate("gateway").getEncoded());
      pem(key, "PRIVATE KEY", next.getKey("gateway", PASSWORD).getEncoded());
      assertThat(Deadline.in(Duration.ofSeconds(30)).await(() -> answers(trustsNext))).isTrue();
    } finally {
      Files.writeString(certificate, served);
      Files.writeString(key, secret);
      Deadline back = Deadline.in(Duration.ofSeconds(30));
      try (HttpClient fresh = trusting(old)) {
        assertThat(back.await(() -> answers(fresh))).isTrue();
      }
    }
  }

  private static boolean answers(HttpClient client) {
    try {
      return client
              .send(
                  HttpRequest.newBuilder(
                          URI.create("https://127.0.0.1:" + gateway.port() + "/openapi.json"))
                      .build(),
                  BodyHandlers.ofString())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void servesTheOpenApiDocument() throws Exception {
    HttpResponse<String> response = get("https://127.0.0.1:" + gateway.port() + "/openapi.json");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).startsWith("{").contains("\"openapi\": \"3.1.0\"");
  }

  @Test
  void keepsMetricsToTheManagementPort() throws Exception {
    String managementPort = gateway.property("local.management.port");

    HttpResponse<String> outside =
        get("https://127.0.0.1:" + gateway.port() + "/actuator/prometheus");
    HttpResponse<String> inside =
        get("http://127.0.0.1:" + managementPort + "/actuator/prometheus");
    HttpResponse<String> other = get("http://127.0.0.1:" + managementPort + "/api/v1/network");

    assertThat(outside.statusCode()).isEqualTo(404);
    assertThat(inside.statusCode()).isEqualTo(200);
    assertThat(inside.body()).contains("jvm_memory_used_bytes").doesNotContain("127.0.0.1");
    assertThat(other.statusCode()).isEqualTo(404);
  }

  @Test
  void tellsEveryMetricAsANumberAfterAGarbageCollection() throws Exception {
    Scrape scrape =
        Scrape.of(
            "http://127.0.0.1:%s/actuator/prometheus"
                .formatted(gateway.property("local.management.port")));

    assertThat(scrape.notNumbers()).isEmpty();
    assertThat(scrape.lacking("gateway")).isEmpty();
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  /// By the JDK's own tool; the certificate names 127.0.0.1.
  private static KeyStore selfSigned(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "gateway",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=gateway",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  private static void pem(Path file, String type, byte[] content) throws IOException {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, body));
  }
}
