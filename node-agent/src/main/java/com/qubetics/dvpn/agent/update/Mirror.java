package com.qubetics.dvpn.agent.update;

import com.qubetics.dvpn.exchange.NoAnswerReason;
import com.qubetics.dvpn.exchange.WholeAnswer;
import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.SignedRelease;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/// Where releases are loaded from. Nothing it serves is believed: sizes and times are bounded, the
/// package must have the signed hash. Its TLS, if it has any, is not relied on.
final class Mirror {
  private static final int MOST_RELEASE_BYTES = 64 << 10;
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final URI url;
  private final Duration releaseLimit;
  private final Duration packageLimit;

  Mirror(URI url) {
    this(url, Duration.ofSeconds(30), Duration.ofMinutes(20));
  }

  Mirror(URI url, Duration releaseLimit, Duration packageLimit) {
    if (!"https".equals(url.getScheme()) && !"http".equals(url.getScheme())) {
      throw new IllegalArgumentException("release URL: malformed (expected: https or http)");
    }
    this.url = url;
    this.releaseLimit = releaseLimit;
    this.packageLimit = packageLimit;
  }

  SignedRelease release() throws IOException, InterruptedException {
    return parse(load(url, BodyHandlers.ofByteArray(), MOST_RELEASE_BYTES, releaseLimit));
  }

  static SignedRelease parse(byte[] body) throws IOException {
    try {
      return Json.read(body, SignedRelease.class);
    } catch (JsonException e) {
      throw new IOException("release: unreadable: " + e.getMessage(), e);
    }
  }

  /// Loads a release's package into a file that was not there, and deletes it again unless it is
  /// what was signed.
  void load(Release release, Path file) throws IOException, InterruptedException {
    boolean good = false;
    try {
      load(address(url, release), BodyHandlers.ofFile(file), release.sizeBytes(), packageLimit);
      if (Files.size(file) != release.sizeBytes()) {
        throw new IOException(
            "package: %s bytes (expected: %s)".formatted(Files.size(file), release.sizeBytes()));
      }
      if (!sha256(file).equals(release.sha256())) {
        throw new IOException("package: its hash is not the signed one");
      }
      good = true;
    } finally {
      if (!good) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// @throws IOException if it is none that can be loaded from
  static URI address(URI mirror, Release release) throws IOException {
    try {
      URI address = mirror.resolve(release.url());
      HttpRequest.newBuilder(address);
      return address;
    } catch (IllegalArgumentException e) {
      throw new IOException("package: its URL is none of http or https", e);
    }
  }

  private static <T> T load(URI from, BodyHandler<T> body, long mostBytes, Duration limit)
      throws IOException, InterruptedException {
    // A request's own limit would end with the answer's headers, and race with this one.
    HttpRequest request = HttpRequest.newBuilder(from).build();
    try (HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpResponse<T> response = answer(request, http, limit, mostBytes, body);
      if (response.statusCode() != 200) {
        throw new IOException("mirror: HTTP " + response.statusCode());
      }
      return response.body();
    }
  }

  private static <T> HttpResponse<T> answer(
      HttpRequest request, HttpClient http, Duration limit, long mostBytes, BodyHandler<T> body)
      throws IOException, InterruptedException {
    try {
      return WholeAnswer.to(request, http, limit, mostBytes, body);
    } catch (IOException e) {
      throw new IOException("mirror: " + NoAnswerReason.of(e), e);
    } finally {
      http.shutdownNow();
    }
  }

  private static Bytes32 sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
      return Bytes32.of(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
