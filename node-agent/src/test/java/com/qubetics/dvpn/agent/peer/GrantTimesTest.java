package com.qubetics.dvpn.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeerCode;
import java.time.Instant;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GrantTimesTest {
  private static final PrivateKey KEY = PrivateKey.parse("0x" + "21".repeat(32));
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long FLOOR = NOW.getEpochSecond() - 60;

  private static Grant grant(long begins, long ends) {
    Bytes32 bytes = Bytes32.parse("0x" + "aa".repeat(32));
    return new Grant(
        new SessionKey(KEY.address()),
        new NodeId(KEY.address()),
        new TunnelKey(bytes),
        ByteCount.ofMebibytes(1),
        NOW.getEpochSecond() + begins,
        NOW.getEpochSecond() + ends,
        bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "GRANT_NOT_YET,   180,  3600, 'begins 2026-03-01T12:03:00Z, 180 s ahead of'",
    "GRANT_EXPIRED,   -600, -7,   'its end is 2026-03-01T11:59:53Z, 7 s behind'",
    "GRANT_FORGOTTEN, -600, 3600, 'begins 2026-03-01T11:50:00Z, 600 s behind'",
  })
  void namesBothTimesWhereTimeIsWhy(PeerCode refusal, long begins, long ends, String sentence) {
    assertThat(GrantCheck.times(refusal, grant(begins, ends), FLOOR, NOW))
        .hasValueSatisfying(
            times ->
                assertThat(times).contains(sentence + " this host's clock (2026-03-01T12:00:00Z)"));
  }

  @Test
  void saysNothingOfTimesWhereTheyAreNotWhy() {
    EnumSet<PeerCode> others =
        EnumSet.complementOf(
            EnumSet.of(PeerCode.GRANT_NOT_YET, PeerCode.GRANT_EXPIRED, PeerCode.GRANT_FORGOTTEN));
    assertThat(others)
        .allSatisfy(
            refusal -> assertThat(GrantCheck.times(refusal, grant(0, 60), FLOOR, NOW)).isEmpty());
  }
}
