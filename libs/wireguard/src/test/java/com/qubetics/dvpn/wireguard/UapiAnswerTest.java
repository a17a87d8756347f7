package com.qubetics.dvpn.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UapiAnswerTest {
  private static final String KEY = "11".repeat(32);
  private static final String OTHER = "2f".repeat(32);
  private static final String ANSWER =
      """
      private_key=%1$s
      listen_port=51820
      public_key=%1$s
      preshared_key=%3$s
      protocol_version=1
      endpoint=203.0.113.9:4711
      last_handshake_time_sec=1790000000
      last_handshake_time_nsec=500000000
      tx_bytes=7
      rx_bytes=9007199254740993
      persistent_keepalive_interval=0
      allowed_ip=10.77.0.2/32
      public_key=%2$s
      tx_bytes=0
      rx_bytes=0
      allowed_ip=10.77.0.3/32
      allowed_ip=fd00::3/128
      errno=0

      """
          .formatted(KEY, OTHER, "00".repeat(32));

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 4096})
  void readsPeersInWhateverPiecesTheyArrive(int piece) {
    UapiAnswer answer = new UapiAnswer();

    assertThat(feed(answer, ANSWER, piece)).isTrue();

    assertThat(answer.errno()).isZero();
    assertThat(answer.peers()).hasSize(2);
    PeerState first = answer.peers().getFirst();
    assertThat(first.key().toString()).isEqualTo("0x" + KEY);
    assertThat(first.holds(TunnelAddress.parse("10.77.0.2"))).isTrue();
    assertThat(first.rxBytes()).isEqualTo(9007199254740993L);
    assertThat(first.txBytes()).isEqualTo(7);
    assertThat(first.lastHandshake()).isEqualTo(Instant.ofEpochSecond(1_790_000_000, 500_000_000));
    assertThat(answer.peers().getLast().lastHandshake()).isNull();
    assertThat(answer.peers().getLast().address()).as("one of two networks").isNull();
  }

  @Test
  void saysWhyASetEndedEarly() {
    UapiAnswer answer = new UapiAnswer();

    assertThat(feed(answer, "errno=-22\n\n", 4096)).isTrue();

    assertThat(answer.errno()).isEqualTo(22);
  }

  @Test
  void waitsForTheEnd() {
    assertThat(feed(new UapiAnswer(), ANSWER.stripTrailing() + "\n", 4096)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "203.0.113.9\n",
        "public_key=203.0.113.9\n",
        "public_key=zz\nerrno=0\n\n",
        "errno=\n\n",
        "errno=203.0.113.9\n\n",
        "rx_bytes=1000000000000000000\n"
      })
  void refusesAnythingElseWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> feed(new UapiAnswer(), text, 4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("uapi: ")
        .hasMessageNotContaining("203.0.113.9");
  }

  private static boolean feed(UapiAnswer answer, String text, int piece) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer in = ByteBuffer.allocate(8192);
    boolean complete = false;
    for (int from = 0; from < bytes.length; from += piece) {
      in.put(bytes, from, Math.min(piece, bytes.length - from));
      complete = answer.take(in.flip());
      in.compact();
    }
    return complete;
  }
}
