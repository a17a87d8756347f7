package com.qubetics.dvpn.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.client.session.AckBook.Allowed;
import com.qubetics.dvpn.client.session.AckBook.Decision;
import com.qubetics.dvpn.client.session.AckBook.Refusal;
import com.qubetics.dvpn.client.session.AckBook.Seen;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AckBookTest {
  private static final PrivateKey NODE_KEY = PrivateKey.parse("0x" + "33".repeat(32));
  private static final NodeId NODE = new NodeId(NODE_KEY.address());
  private static final Domain DOMAIN =
      new Domain(31337, Address.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38"));
  private static final SessionId SESSION = new SessionId(Bytes32.parse("0x" + "01".repeat(32)));
  private static final BootId BOOT = BootId.parse("0x" + "0a".repeat(16));
  private static final AckBook BOOK = AckBook.of(SESSION, NODE, DOMAIN);

  private static Signed<Usage> usage(BootId boot, long seq, long rx, long tx, PrivateKey by) {
    return usage(SESSION, boot, seq, rx, tx, by);
  }

  private static Signed<Usage> usage(
      SessionId session, BootId boot, long seq, long rx, long tx, PrivateKey by) {
    Usage usage = new Usage(session, NODE, boot, seq, new ByteCount(rx), new ByteCount(tx), 0);
    return TypedMessage.sign(usage, DOMAIN, by);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "all was seen,                   100, 900, 100, 900, 100, 900",
    "more was seen than is stated,   100, 900, 500, 950, 100, 900",
    "node states more than was sent, 100, 900,  40, 900,  40, 900",
    "packets were lost to the client,100, 900, 100, 880, 100, 880",
    "nothing was seen,               100, 900,   0,   0,   0,   0",
    "nothing is stated,                0,   0, 100, 900,   0,   0",
  })
  void acknowledgesTheSmallerOfStatedAndSeen(
      String name, long rx, long tx, long sent, long received, long ackRx, long ackTx) {
    Signed<Usage> usage = usage(BOOT, 1, rx, tx, NODE_KEY);
    Decision decision = BOOK.decide(usage, new Seen(sent, received));

    assertThat(decision).isInstanceOf(Decision.Acknowledge.class);
    Decision.Acknowledge acknowledge = (Decision.Acknowledge) decision;
    assertThat(acknowledge.ack().rx().bytes()).isEqualTo(ackRx);
    assertThat(acknowledge.ack().tx().bytes()).isEqualTo(ackTx);
    assertThat(acknowledge.ack().answers(usage.message(), DOMAIN)).isTrue();
    assertThat(acknowledge.book().acked().bytes()).isEqualTo(ackRx + ackTx);
  }

  @Test
  void staysSilentToForeignOrForgedUsage() {
    PrivateKey other = PrivateKey.parse("0x" + "44".repeat(32));
    SessionId foreign = new SessionId(Bytes32.parse("0x" + "02".repeat(32)));
    Seen seen = new Seen(100, 100);

    assertThat(BOOK.decide(usage(BOOT, 1, 1, 1, other), seen))
        .isEqualTo(new Decision.Refuse(Refusal.USAGE_NOT_BY_NODE));
    assertThat(BOOK.decide(usage(foreign, BOOT, 1, 1, 1, NODE_KEY), seen))
        .isEqualTo(new Decision.Refuse(Refusal.USAGE_OF_ANOTHER_SESSION));
  }

  @Test
  void staysSilentToUsageThatGoesBackOrRepeats() {
    Seen seen = new Seen(1000, 1000);
    AckBook book = after(BOOK, usage(BOOT, 5, 100, 100, NODE_KEY), seen);

    assertThat(book.decide(usage(BOOT, 4, 100, 100, NODE_KEY), seen))
        .isEqualTo(new Decision.Refuse(Refusal.USAGE_OUTDATED));
    assertThat(book.decide(usage(BOOT, 5, 100, 101, NODE_KEY), seen))
        .isEqualTo(new Decision.Refuse(Refusal.USAGE_OUTDATED));
    assertThat(book.decide(usage(BOOT, 6, 99, 100, NODE_KEY), seen))
        .isEqualTo(new Decision.Refuse(Refusal.USAGE_SHRANK));
    assertThat(book.decide(usage(BOOT, 6, 200, 200, NODE_KEY), new Seen(50, 50)))
        .isEqualTo(new Decision.Refuse(Refusal.SEEN_LESS_THAN_ACKED));
  }

  @Test
  void neverAcknowledgesMoreThanWasSeenWhateverANodeStates() {
    Random random = new Random(7);
    for (int run = 0; run < 30; run++) {
      AckBook book = BOOK;
      long sent = 0;
      long received = 0;
      for (int step = 0; step < 20; step++) {
        sent += random.nextInt(1000);
        received += random.nextInt(1000);
        BootId boot = BootId.parse("0x" + ("0" + (1 + random.nextInt(3))).repeat(16));
        Signed<Usage> usage =
            usage(boot, step, random.nextInt(20_000), random.nextInt(20_000), NODE_KEY);
        if (book.decide(usage, new Seen(sent, received)) instanceof Decision.Acknowledge yes) {
          book = yes.book();
        }
        assertThat(book.acked().bytes()).isLessThanOrEqualTo(sent + received);
      }
    }
  }

  /// A process that died between storing and sending leaves it open whether its answer arrived.
  @Test
  void answersTheNewestUsageAgainWithTheSameAck() {
    Seen seen = new Seen(80, 70);
    Signed<Usage> usage = usage(BOOT, 5, 100, 100, NODE_KEY);
    AckBook book = after(BOOK, usage, seen);

    assertThat(book.decide(usage, seen)).isEqualTo(BOOK.decide(usage, seen));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "all is allowed,             1000, 1000, 100, 100, 900",
    "'a part is, uploads first',  500,  500, 100, 100, 400",
    "less than was uploaded is,    60,   60, 100,  60,   0",
    "what an earlier boot took,  1000,  300, 100, 100, 200",
  })
  void acknowledgesNoMoreThanTheLimitOfBothDirectionsAndAllBoots(
      String name, long limit, long left, long rx, long ackRx, long ackTx) {
    AckBook book = BOOK;
    if (left < limit) {
      BootId earlier = BootId.parse("0x" + "0c".repeat(16));
      long used = limit - left;
      book = afterAllowed(BOOK, usage(earlier, 9, 0, used, NODE_KEY), limit);
    }
    Decision decision = book.decide(usage(BOOT, 1, rx, 900, NODE_KEY), new Allowed(limit));

    assertThat(decision).isInstanceOf(Decision.Acknowledge.class);
    Decision.Acknowledge acknowledge = (Decision.Acknowledge) decision;
    assertThat(acknowledge.ack().rx().bytes()).isEqualTo(ackRx);
    assertThat(acknowledge.ack().tx().bytes()).isEqualTo(ackTx);
    assertThat(acknowledge.book().acked().bytes()).isLessThanOrEqualTo(limit);
  }

  @Test
  void signsMoreOfTheSameUsageWhenTheLimitGrowsAndNothingWhenItIsUsedUp() {
    Signed<Usage> usage = usage(BOOT, 1, 100, 900, NODE_KEY);
    AckBook book = afterAllowed(BOOK, usage, 400);

    assertThat(book.decide(usage, new Allowed(400)))
        .isEqualTo(new Decision.Refuse(Refusal.LIMIT_REACHED));
    assertThat(book.decide(usage, new Allowed(-5)))
        .isEqualTo(new Decision.Refuse(Refusal.LIMIT_REACHED));
    assertThat(afterAllowed(book, usage, 600).acked().bytes()).isEqualTo(600);
  }

  @Test
  void neverAcknowledgesMoreThanTheLimitWhateverANodeStates() {
    Random random = new Random(11);
    for (int run = 0; run < 30; run++) {
      AckBook book = BOOK;
      for (int step = 0; step < 20; step++) {
        BootId boot = BootId.parse("0x" + ("0" + (1 + random.nextInt(3))).repeat(16));
        Signed<Usage> usage =
            usage(boot, step, random.nextInt(20_000), random.nextInt(20_000), NODE_KEY);
        long limit = 500L * step;
        if (book.decide(usage, new Allowed(limit)) instanceof Decision.Acknowledge yes) {
          book = yes.book();
        }
        assertThat(book.acked().bytes()).isLessThanOrEqualTo(limit);
      }
    }
  }

  private static AckBook afterAllowed(AckBook book, Signed<Usage> usage, long limit) {
    return ((Decision.Acknowledge) book.decide(usage, new Allowed(limit))).book();
  }

  private static AckBook after(AckBook book, Signed<Usage> usage, Seen seen) {
    return ((Decision.Acknowledge) book.decide(usage, seen)).book();
  }
}
