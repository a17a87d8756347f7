package com.qubetics.dvpn.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// Published files, as anybody may serve them: what is taken is exactly what it would be written
/// as, all else is refused with [IllegalArgumentException].
final class EpochFileFuzzTest {
  private static final Address SOMEBODY = Address.of(new byte[Address.LENGTH]);
  private static final Domain DOMAIN = new Domain(1, SOMEBODY);

  @FuzzTest
  void sessions(byte[] text) {
    isOneForm(text, SealedSessions::parse, SealedFile::text);
    isOneForm(text, SessionFile::parse, SealedFile::text);
    isOneForm(text, PaidFile::parse, SealedFile::text);
  }

  @FuzzTest
  void performance(byte[] text) {
    isOneForm(text, SealedPerformance::parse, SealedFile::text);
    isOneForm(text, PerformanceFile::parse, SealedFile::text);
    isOneForm(text, MeasuredFile::parse, SealedFile::text);
  }

  @FuzzTest
  void rewards(byte[] text) {
    isOneForm(text, RewardFile::parse, RewardFile::text);
  }

  @FuzzTest
  void openings(byte[] text) {
    isOneForm(text, file -> OpeningFile.parse(file, DOMAIN), OpeningFile::text);
  }

  @FuzzTest
  void opening(byte[] text) {
    isOneForm(
        text,
        row -> Opening.parse(new NodeId(SOMEBODY), Bytes32.ZERO, Bytes32.ZERO, row, DOMAIN),
        Opening::text);
  }

  private static <T> void isOneForm(
      byte[] bytes, Function<String, T> parse, Function<T, String> written) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      assertThat(written.apply(parse.apply(text))).isEqualTo(text);
    } catch (IllegalArgumentException refused) {
      // As it should be.
    }
  }
}
