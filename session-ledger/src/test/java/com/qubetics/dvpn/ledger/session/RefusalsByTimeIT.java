package com.qubetics.dvpn.ledger.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.ledger.RunningLedger;
import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.ledger.TestNode;
import com.qubetics.dvpn.ledger.TestUser;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Certificate;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.session.SessionRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Every refusal of the ledger whose cause is time names both times.
class RefusalsByTimeIT {
  private static final String TIME = "[0-9-]{10}T[0-9:]{8}Z";
  private static final PrivateKey KEY = PrivateKey.parse("0x" + "21".repeat(32));
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String OURS = " the ledger's clock (2026-03-01T12:00:00Z)";

  private final RunningLedger ledger = RunningLedger.shared();

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a certificate that ran out,     -121, -60,  3600, 'out: its end is 2026-03-01T11:57:59Z, 121 s"
        + " behind'",
    "a grant that ran out,           3600, -600, -5,   'out: its end is 2026-03-01T11:59:55Z, 5 s"
        + " behind'",
    "a grant that is not valid yet,  3600, 180,  3600, 'begins 2026-03-01T12:03:00Z, 180 s ahead"
        + " of'",
  })
  void namesBothTimesOf(String name, long certificateEnd, long begins, long ends, String detail) {
    assertThat(fault(certificateEnd, begins, ends))
        .hasValueSatisfying(fault -> assertThat(fault).contains(detail + OURS));
  }

  @Test
  void namesBeginAndEndOfAGrantThatRunsTooLong() {
    assertThat(fault(3600, 0, 400L * 86_400))
        .hasValueSatisfying(
            fault ->
                assertThat(fault).contains("from 2026-03-01T12:00:00Z to 2027-04-05T12:00:00Z"));
  }

  @Test
  void namesTheFarthestTimeForWhatIsNone() {
    assertThat(fault(3600, 0, Long.MAX_VALUE)).isPresent();
  }

  private Optional<String> fault(long certificateEnd, long begins, long ends) {
    Account account = new Account(KEY.address());
    SessionKey sessionKey = new SessionKey(KEY.address());
    Bytes32 bytes = Bytes32.parse("0x" + "aa".repeat(32));
    long now = NOW.getEpochSecond();
    Certificate certificate = new Certificate(account, sessionKey, now + certificateEnd);
    Grant grant =
        new Grant(
            sessionKey,
            new NodeId(KEY.address()),
            new TunnelKey(bytes),
            ByteCount.ofMebibytes(1),
            now + begins,
            ends == Long.MAX_VALUE ? ends : now + ends,
            bytes);
    SessionRequest request =
        new SessionRequest(
            TypedMessage.sign(certificate, RunningLedger.DOMAIN, KEY),
            List.of(TypedMessage.sign(grant, RunningLedger.DOMAIN, KEY)));
    return RequestCheck.certificateFault(
            request, account, new AppKey(KEY.address()), RunningLedger.DOMAIN, NOW)
        .or(
            () ->
                RequestCheck.grantFault(
                    request, RunningLedger.DOMAIN, ledger.bean(SessionSettings.class), NOW));
  }

  @Test
  void namesTheEndOfASessionThatIsOverToNodeAndUser() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Signed<Usage> usage = node.usage(session, 1, 10, 20);
      node.state(usage);
      ledger.bean(Sessions.class).end(session, "ENDED_BY_USER");
      ledger
          .jdbc()
          .sql("update session set ended_at = ended_at - interval '36 hours' where id = ?")
          .param(session.digest().bytes())
          .update();
      String ended =
          "ended .*TIME, 36 h behind the ledger's clock .TIME.*86400 s".replace("TIME", TIME);

      Answer late = user.post(session, user.ack(usage));
      JsonNode receipt = node.state(node.usage(session, 2, 11, 20)).json().path("items").path(0);

      assertThat(late.json().path("code").asString()).isEqualTo("TOO_LATE");
      assertThat(late.json().path("detail").asString()).containsPattern(ended);
      assertThat(receipt.path("code").asString()).isEqualTo("SESSION_OVER");
      assertThat(receipt.path("detail").asString()).containsPattern(ended);
    }
  }
}
