package com.qubetics.dvpn.agent.update;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.agent.update.ReleaseVerdict.Reason;
import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.ReleaseKeys;
import com.qubetics.dvpn.protocol.release.SignedRelease;
import com.qubetics.dvpn.protocol.release.Version;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Updates from a mirror that can't be trusted.
final class UpdatesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final byte[] PACKAGE = "a package".getBytes(StandardCharsets.US_ASCII);
  private static final NodeId NODE = new NodeId(Address.of(new byte[20]));

  @TempDir private Path folder;
  private final Signers signers = new Signers();
  private final List<String> installed = new ArrayList<>();
  private boolean starts = true;
  private Instant now = NOW;
  private byte[] served = new byte[0];
  private byte[] servedPackage = PACKAGE;
  private HttpServer mirror;

  @BeforeEach
  void openMirror() throws IOException {
    mirror = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve("/release.json", () -> served);
    serve("/agent.deb", () -> servedPackage);
    mirror.createContext(
        "/loop",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/loop");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    mirror.createContext(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var out = exchange.getResponseBody()) {
            while (true) {
              out.write(new byte[1 << 16]);
            }
          }
        });
    mirror.createContext("/silent", exchange -> exchange.sendResponseHeaders(200, 100));
    mirror.start();
  }

  @AfterEach
  void closeMirror() {
    mirror.stop(0);
  }

  @Test
  void installsWhatTwoOfThreeHaveSigned() throws Exception {
    publish(release("1.1.0").build(), 0, 2);
    ReleaseVerdict verdict = look("1.0.0");
    assertThat(verdict).isInstanceOf(ReleaseVerdict.Due.class);
    assertThat(
            updates("1.0.0")
                .install(((ReleaseVerdict.Due) verdict).release(), url("/release.json")))
        .isTrue();
    assertThat(installed).containsExactly("1.1.0 a package, last: none");
    assertThat(look("1.1.0")).isEqualTo(new ReleaseVerdict.Current(Version.parse("1.1.0")));
  }

  @Test
  void keepsThePackageToGoBackTo() throws Exception {
    publish(release("1.1.0").build(), 0, 1);
    install("1.0.0");
    publish(release("1.2.0").build(), 0, 1);
    install("1.1.0");
    assertThat(installed).last().isEqualTo("1.2.0 a package, last: a package");
  }

  @Test
  void doesNotTryAVersionAgainThatDidNotStart() throws Exception {
    publish(release("1.1.0").build(), 0, 1);
    starts = false;
    assertThat(install("1.0.0")).isFalse();
    assertThat(refusal("1.0.0")).isEqualTo(Reason.FAILED_BEFORE);
    publish(release("1.1.1").build(), 0, 1);
    assertThat(look("1.0.0")).isInstanceOf(ReleaseVerdict.Due.class);
  }

  @Test
  void refusesTooFewSignatures() throws Exception {
    publish(release("1.1.0").build(), 1);
    assertThat(refusal("1.0.0")).isEqualTo(Reason.SIGNATURES_MISSING);
  }

  @Test
  void refusesOneKeyTwice() throws Exception {
    publish(release("1.1.0").build(), 1, 1);
    assertThat(refusal("1.0.0")).isEqualTo(Reason.SIGNATURES_MISSING);
  }

  @Test
  void refusesAChangedRelease() throws Exception {
    SignedRelease signed = signers.sign(json(release("1.1.0").build()), 0, 1);
    served = Json.bytes(new SignedRelease(json(release("1.1.1").build()), signed.signatures()));
    assertThat(refusal("1.0.0")).isEqualTo(Reason.SIGNATURES_MISSING);
  }

  @Test
  void refusesToGoBackBehindWhatItHasSeen() throws Exception {
    publish(release("1.2.0").stage(0).build(), 0, 1);
    assertThat(look("1.0.0")).isInstanceOf(ReleaseVerdict.Later.class);
    publish(release("1.1.0").build(), 0, 1);
    assertThat(refusal("1.0.0")).isEqualTo(Reason.RELEASE_OLDER);
  }

  @Test
  void neverInstallsAnOlderVersion() throws Exception {
    publish(release("0.9.0").build(), 0, 1);
    assertThat(look("1.0.0")).isEqualTo(new ReleaseVerdict.Current(Version.parse("1.0.0")));
  }

  @Test
  void remembersNothingThatIsNotSigned() throws Exception {
    publish(release("9.0.0").build(), 0);
    assertThat(refusal("1.0.0")).isEqualTo(Reason.SIGNATURES_MISSING);
    publish(release("1.1.0").build(), 0, 1);
    assertThat(look("1.0.0")).isInstanceOf(ReleaseVerdict.Due.class);
  }

  @Test
  void refusesAnExpiredRelease() throws Exception {
    publish(release("1.1.0").build(), 0, 1);
    now = NOW.plus(Duration.ofDays(30));
    assertThat(refusal("1.0.0")).isEqualTo(Reason.RELEASE_EXPIRED);
    assertThat(detail()).contains("behind this host's clock (" + now.truncatedTo(SECONDS) + ")");
  }

  @Test
  void refusesAReleaseFromTheFuture() throws Exception {
    publish(release("1.1.0").build(), 0, 1);
    now = NOW.minus(Duration.ofDays(2));
    assertThat(refusal("1.0.0")).isEqualTo(Reason.RELEASE_FROM_THE_FUTURE);
    assertThat(detail()).contains("ahead of this host's clock (" + now.truncatedTo(SECONDS) + ")");
  }

  @Test
  void refusesAStepThatIsTooLarge() throws Exception {
    publish(release("2.0.0").from("1.5.0").build(), 0, 1);
    assertThat(refusal("1.0.0")).isEqualTo(Reason.STEP_TOO_LARGE);
    assertThat(look("1.5.0")).isInstanceOf(ReleaseVerdict.Due.class);
  }

  @Test
  void refusesSignedTextThatIsNoRelease() throws Exception {
    for (String text : List.of("", "null", "[]", "{}", "{\"version\":\"x\"}")) {
      served = Json.bytes(signers.sign(text, 0, 1));
      assertThat(refusal("1.0.0")).as(text).isEqualTo(Reason.RELEASE_MALFORMED);
    }
  }

  @Test
  void waitsForItsStage() throws Exception {
    publish(release("1.1.0").stage(0).build(), 0, 1);
    assertThat(look("1.0.0")).isInstanceOf(ReleaseVerdict.Later.class);
    publish(release("1.1.0").stage(100).build(), 0, 1);
    assertThat(look("1.0.0")).isInstanceOf(ReleaseVerdict.Due.class);
  }

  @Test
  void aNodeThatNeverRanIsInTheLastStage() throws Exception {
    publish(release("1.1.0").stage(99).build(), 0, 1);
    assertThat(updates("1.0.0", Optional.empty()).look(url("/release.json")))
        .isInstanceOf(ReleaseVerdict.Later.class);
    publish(release("1.1.0").stage(100).build(), 0, 1);
    assertThat(updates("1.0.0", Optional.empty()).look(url("/release.json")))
        .isInstanceOf(ReleaseVerdict.Due.class);
  }

  @Test
  void saysThatAPackageWithoutKeysUpdatesByApt() throws Exception {
    ReleaseKeys none = ReleaseKeys.parse("threshold 2");
    ReleaseVerdict verdict =
        new Updates(none, folder, Version.parse("1.0.0"), Optional.of(NODE), this::put, clock())
            .look(url("/release.json"));
    assertThat(verdict)
        .isInstanceOfSatisfying(
            ReleaseVerdict.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_RELEASE_KEYS));
  }

  @Test
  void deletesAPackageWithAnotherHash() throws Exception {
    publish(release("1.1.0").build(), 0, 1);
    servedPackage = "b package".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> install("1.0.0"))
        .hasMessage("package: its hash is not the signed one");
    assertThat(installed).isEmpty();
    assertThat(folder.resolve("fresh.deb")).doesNotExist();
  }

  @Test
  void stopsAtTheSignedSize() throws Exception {
    publish(release("1.1.0").at("/endless").build(), 0, 1);
    assertThatThrownBy(() -> install("1.0.0")).isInstanceOf(IOException.class);
    publish(release("1.1.0").size(PACKAGE.length + 1).build(), 0, 1);
    assertThatThrownBy(() -> install("1.0.0")).hasMessage("package: 9 bytes (expected: 10)");
    assertThat(installed).isEmpty();
    assertThat(folder.resolve("fresh.deb")).doesNotExist();
  }

  @Test
  void stopsAtAnEndlessRelease() {
    assertThatThrownBy(() -> updates("1.0.0").look(url("/endless")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void stopsAtARedirectLoop() {
    assertThatThrownBy(() -> updates("1.0.0").look(url("/loop"))).hasMessage("mirror: HTTP 302");
  }

  @Test
  void stopsAtASilentMirror() {
    Mirror silent =
        new Mirror(url("/silent").orElseThrow(), Duration.ofMillis(300), Duration.ofMillis(300));
    assertThatThrownBy(silent::release).hasMessageEndingWith("too slow");
  }

  @Test
  void refusesNoise() {
    for (String text :
        List.of("", "null", "{}", "{\"release\":\"\",\"signatures\":[null]}", "<html>")) {
      served = text.getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> look("1.0.0")).as(text).isInstanceOf(IOException.class);
    }
  }

  private Reason refusal(String version) throws Exception {
    ReleaseVerdict verdict = look(version);
    assertThat(verdict).isInstanceOf(ReleaseVerdict.Refused.class);
    return ((ReleaseVerdict.Refused) verdict).reason();
  }

  private String detail() throws Exception {
    return ((ReleaseVerdict.Refused) look("1.0.0")).detail();
  }

  private ReleaseVerdict look(String version) throws IOException, InterruptedException {
    return updates(version).look(url("/release.json"));
  }

  private boolean install(String version) throws Exception {
    return updates(version)
        .install(((ReleaseVerdict.Due) look(version)).release(), url("/release.json"));
  }

  private Updates updates(String version) {
    return updates(version, Optional.of(NODE));
  }

  private Updates updates(String version, Optional<NodeId> node) {
    return new Updates(signers.keys(), folder, Version.parse(version), node, this::put, clock());
  }

  private boolean put(Version version, Path fresh, Optional<Path> last) throws ToolException {
    installed.add(
        version + " " + read(fresh) + ", last: " + last.map(UpdatesTest::read).orElse("none"));
    return starts;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Clock clock() {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  private Optional<URI> url(String path) {
    return Optional.of(
        URI.create("http://127.0.0.1:" + mirror.getAddress().getPort()).resolve(path));
  }

  private void publish(Release release, int... who) {
    served = Json.bytes(signers.sign(json(release), who));
  }

  private static String json(Release release) {
    return Json.text(release);
  }

  private void serve(String path, java.util.function.Supplier<byte[]> body) {
    mirror.createContext(
        path,
        exchange -> {
          byte[] bytes = body.get();
          exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static Draft release(String version) {
    return new Draft(version, "agent.deb", PACKAGE.length, "0.0.0", 100);
  }

  private record Draft(String version, String url, long size, String from, int stage) {
    Draft at(String other) {
      return new Draft(version, other, size, from, stage);
    }

    Draft size(long other) {
      return new Draft(version, url, other, from, stage);
    }

    Draft from(String other) {
      return new Draft(version, url, size, other, stage);
    }

    Draft stage(int other) {
      return new Draft(version, url, size, from, other);
    }

    Release build() throws Exception {
      return new Release(
          Version.parse(version),
          url,
          Bytes32.of(MessageDigest.getInstance("SHA-256").digest(PACKAGE)),
          size,
          Version.parse(from),
          stage,
          NOW.minus(Duration.ofDays(1)),
          NOW.plus(Duration.ofDays(29)));
    }
  }
}
