package com.qubetics.dvpn.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.SignedRelease;
import com.qubetics.dvpn.protocol.release.Version;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// What a mirror serves, as signed as it can be: a verdict, or refused; and what was remembered.
final class UpdateFuzzTest {
  private static final Signers SIGNERS = new Signers();
  private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");

  @FuzzTest
  void mirror(byte[] json) {
    try {
      assertThat(Mirror.parse(json).signatures()).hasSizeLessThan(33);
    } catch (IOException refused) {
      assertThat(refused.getMessage()).startsWith("release: ");
    }
  }

  /// A release that the holders of the keys have signed, whatever stands in it.
  @FuzzTest
  void signed(byte[] release) {
    SignedRelease signed = SIGNERS.sign(new String(release, StandardCharsets.UTF_8), 0, 1);
    ReleaseCheck.Outcome outcome =
        new ReleaseCheck(SIGNERS.keys(), new Version(0, 1, 0), Optional.empty())
            .judge(signed, UpdateMemory.EMPTY, NOW);
    if (outcome.verdict() instanceof ReleaseVerdict.Due(Release due)) {
      assertThat(due.version()).isGreaterThan(new Version(0, 1, 0));
      try {
        Mirror.address(URI.create("https://mirror.example/r.json"), due);
      } catch (IOException refused) {
        assertThat(refused.getMessage()).startsWith("package: ");
      }
    }
  }

  @FuzzTest
  void memory(byte[] json) {
    try {
      UpdateMemory memory = UpdateMemory.parse(json);
      assertThat(UpdateMemory.parse(Json.bytes(memory))).isEqualTo(memory);
    } catch (JsonException refused) {
      // As it should be.
    }
  }
}
