package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.http.AccessMatrix;
import com.qubetics.dvpn.http.AccessMatrix.Caller;
import com.qubetics.dvpn.http.AccessMatrix.Sample;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthorisationIT {
  private final RunningLedger ledger = RunningLedger.shared();

  @Test
  void answersEveryCallerAsTheMatrixSays() {
    TestUser user = ledger.user();
    try (TestNode node = ledger.node().serving()) {
      SessionId session = user.opened(node);
      Map<Caller, Subject> callers =
          Map.of(
              Caller.ANONYMOUS, new Subject.Nobody(),
              Caller.ACCOUNT, user.subject(),
              Caller.OTHER, ledger.user().subject(),
              Caller.NODE, new Subject.Node(node.id()),
              Caller.UNREGISTERED, TestIssuers.node(99),
              Caller.ADMIN, ledger.user().subject());
      String own = "/api/v1/sessions/" + session;
      Map<String, Sample> samples =
          Map.of(
              "POST /api/v1/sessions",
                  new Sample(
                      "/api/v1/sessions",
                      RunningLedger.JSON.writeValueAsString(user.request(node))),
              "GET /api/v1/sessions/{}", new Sample(own, ""),
              "DELETE /api/v1/sessions/{}", new Sample(own, ""),
              "GET /api/v1/sessions/{}/usage", new Sample(own + "/usage", ""),
              "POST /api/v1/sessions/{}/acks",
                  new Sample(
                      own + "/acks",
                      RunningLedger.JSON.writeValueAsString(
                          user.ack(node.usage(session, 1, 1, 1)))));
      assertThat(ledger.differences(new AccessMatrix(), callers, samples)).isEmpty();
    }
  }
}
