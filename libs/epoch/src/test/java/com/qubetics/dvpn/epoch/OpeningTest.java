package com.qubetics.dvpn.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class OpeningTest {
  private static final Domain DOMAIN = new Domain(31337, Samples.address("registry"));
  private static final PrivateKey NODE = PrivateKey.of(Samples.bytes32("node key").bytes());
  private static final PrivateKey SESSION = PrivateKey.of(Samples.bytes32("session key").bytes());
  private static final NodeId NODE_ID = new NodeId(NODE.address());
  private static final Bytes32 PSEUDONYM = Samples.bytes32("pseudonym");
  private static final Bytes32 SALT = Samples.bytes32("salt");

  @Test
  void provesItsRow() {
    Opening opening = opening(SESSION, NODE);
    assertThat(opening.counted()).isEqualTo(new ByteCount(13 * ByteCount.MEBIBYTE + 5));
    assertThat(opening.fault(row(opening, 13))).isEmpty();
  }

  @Test
  void readsWhatItWrites() {
    Opening opening = opening(SESSION, NODE);
    assertThat(Opening.parse(NODE_ID, PSEUDONYM, SALT, opening.text(), DOMAIN)).isEqualTo(opening);
    OpeningFile file = new OpeningFile(7, List.of(opening));
    assertThat(OpeningFile.parse(file.text(), DOMAIN)).isEqualTo(file);
  }

  @Test
  void namesWhatIsWrong() {
    Opening opening = opening(SESSION, NODE);
    assertThat(opening.fault(row(opening, 14))).contains("counts 13631493 bytes (row: 14 MiB)");
    assertThat(opening.fault(row(opening, 12))).isEmpty();
    assertThat(opening.fault(row(opening, 10))).contains("counts 13631493 bytes (row: 10 MiB)");
    assertThat(
            opening.fault(
                new SessionRow(NODE_ID, PSEUDONYM, 13, 13, 0, Samples.bytes32("another"))))
        .contains("commitment differs");
    Opening forgedAck = opening(NODE, NODE);
    assertThat(forgedAck.fault(row(forgedAck, 13)).orElseThrow()).startsWith("ack of session");
    Opening forgedUsage = opening(SESSION, SESSION);
    assertThat(forgedUsage.fault(row(forgedUsage, 13)).orElseThrow())
        .startsWith("usage of session");
  }

  @Test
  void countsOnlyWhatEarlierEpochsDidNot() {
    assertThatThrownBy(() -> boot(1, 10, SESSION, NODE, grant(), 11))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SessionRow row(Opening opening, long mebibytes) {
    return new SessionRow(NODE_ID, PSEUDONYM, mebibytes, mebibytes, 0, opening.commitment());
  }

  private static Opening opening(PrivateKey acking, PrivateKey reporting) {
    Grant grant = grant();
    return new Opening(
        NODE_ID,
        PSEUDONYM,
        SALT,
        List.of(
            new OpenedSession(
                TypedMessage.sign(grant, DOMAIN, SESSION),
                List.of(
                    boot(2, 3 * ByteCount.MEBIBYTE + 5, acking, reporting, grant, 0),
                    boot(
                        1,
                        12 * ByteCount.MEBIBYTE,
                        acking,
                        reporting,
                        grant,
                        2 * ByteCount.MEBIBYTE)))),
        DOMAIN);
  }

  private static Grant grant() {
    return new Grant(
        new SessionKey(SESSION.address()),
        NODE_ID,
        new TunnelKey(Samples.bytes32("tunnel")),
        ByteCount.ofMebibytes(1024),
        1_790_000_000L,
        1_790_003_600L,
        Samples.bytes32("nonce"));
  }

  private static OpenedBoot boot(
      int boot, long bytes, PrivateKey acking, PrivateKey reporting, Grant grant, long before) {
    Usage usage =
        new Usage(
            grant.sessionId(DOMAIN),
            NODE_ID,
            BootId.parse("0x" + String.format(Locale.ROOT, "%032x", boot)),
            9,
            new ByteCount(bytes / 4),
            new ByteCount(bytes),
            1_790_000_100L);
    Ack ack =
        new Ack(usage.digest(DOMAIN), new ByteCount(bytes / 4), new ByteCount(bytes - bytes / 4));
    return new OpenedBoot(
        new ByteCount(before),
        TypedMessage.sign(usage, DOMAIN, reporting),
        TypedMessage.sign(ack, DOMAIN, acking));
  }
}
