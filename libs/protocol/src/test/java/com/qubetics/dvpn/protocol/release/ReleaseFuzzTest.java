package com.qubetics.dvpn.protocol.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What a mirror serves and what a package pins: read into types or refused, never anything else.
final class ReleaseFuzzTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final URI MIRROR = URI.create("https://mirror.example/releases/release.json");

  @FuzzTest
  void release(byte[] json) {
    Release release;
    try {
      release = MAPPER.readValue(json, Release.class);
    } catch (JacksonException refused) {
      return;
    }
    if (release != null) {
      release.isFor(new NodeId(Address.of(new byte[Address.LENGTH])));
      assertThat(MIRROR.resolve(release.url())).isNotNull();
      assertThat(MAPPER.readValue(MAPPER.writeValueAsBytes(release), Release.class))
          .isEqualTo(release);
    }
  }

  @FuzzTest
  void signedRelease(byte[] json) {
    SignedRelease signed;
    try {
      signed = MAPPER.readValue(json, SignedRelease.class);
    } catch (JacksonException refused) {
      return;
    }
    if (signed != null) {
      ReleaseKeys keys =
          ReleaseKeys.parse("threshold 1\nkey %s\n".formatted(new ReleaseKey(Bytes32.ZERO)));
      assertThat(keys.accept(signed)).isFalse();
    }
  }

  @FuzzTest
  void releaseKeys(byte[] text) {
    try {
      ReleaseKeys keys = ReleaseKeys.parse(text(text));
      keys.url().ifPresent(URI::create);
      StringBuilder written = new StringBuilder("threshold " + keys.threshold() + "\n");
      keys.keys().forEach(key -> written.append("key ").append(key).append('\n'));
      keys.url().ifPresent(url -> written.append("url ").append(url).append('\n'));
      assertThat(ReleaseKeys.parse(written.toString())).isEqualTo(keys);
    } catch (IllegalArgumentException refused) {
      // As it should be.
    }
  }

  /// @param bytes a key, a signature, and what it should be over
  @FuzzTest
  void holds(byte[] bytes) {
    byte[] padded = Arrays.copyOf(bytes, Math.max(bytes.length, 96));
    ReleaseKey key = new ReleaseKey(Bytes32.of(Arrays.copyOf(padded, 32)));
    key.holds(Arrays.copyOfRange(padded, 96, padded.length), Arrays.copyOfRange(padded, 32, 96));
  }

  @FuzzTest
  void version(byte[] text) {
    try {
      Version version = Version.parse(text(text));
      assertThat(Version.parse(version.toString())).isEqualTo(version);
    } catch (IllegalArgumentException refused) {
      // As it should be.
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
