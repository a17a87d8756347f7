package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import com.qubetics.dvpn.http.AccessMatrix;
import com.qubetics.dvpn.http.AccessMatrix.Caller;
import com.qubetics.dvpn.http.AccessMatrix.Cell;
import com.qubetics.dvpn.http.DoorKnocks;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The public door by the matrix. What it knows of a caller is the kind; whose a thing is, the
/// service behind it says (their own tests).
class AuthorisationIT {
  private final AccessMatrix matrix = new AccessMatrix();
  private final TestGateway gateway = TestGateway.shared();
  private final PrivateKey key = PrivateKey.random(new SecureRandom());

  @Test
  void hasARowForEveryRouteAndHandlerAndNoOther() {
    List<String> routes =
        RouteTable.routes().stream().map(route -> route.method() + " " + route.path()).toList();
    DoorKnocks handlers = new DoorKnocks("gateway", gateway.port(), gateway.context());

    assertThat(matrix.lacking(routes)).isEmpty();
    assertThat(matrix.lacking(handlers.handlers())).isEmpty();
    assertThat(matrix.unmatched()).isEmpty();
  }

  @Test
  void refusesTheKindsOfCallersThatTheMatrixRefusesAndNoOther() {
    String[] token = gateway.token(key, PrivateKey.random(new SecureRandom()));
    List<String> differences = new ArrayList<>();
    for (Route route : RouteTable.routes()) {
      String operation = route.method() + " " + route.path();
      String target = route.path().toString().replaceAll("\\{[^}]*}", "1");
      for (Caller caller : List.of(Caller.ANONYMOUS, Caller.ACCOUNT, Caller.NODE)) {
        String[] headers =
            switch (caller) {
              case NODE ->
                  TestGateway.agent(
                      key, route.method().name(), target, "", Instant.now().getEpochSecond());
              case ACCOUNT -> token;
              default -> new String[0];
            };
        Answer answer = gateway.send(route.method().name(), target, "", headers);
        Cell cell = matrix.cell(operation, caller);
        boolean refused = answer.status() == 401 || answer.status() == 403;
        if (refused != (cell == Cell.NO)) {
          differences.add("%s by %s: %s".formatted(operation, caller, answer.status()));
        }
      }
    }
    assertThat(differences).isEmpty();
  }
}
