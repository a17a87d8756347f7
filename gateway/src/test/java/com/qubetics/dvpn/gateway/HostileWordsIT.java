package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import com.qubetics.dvpn.http.HostileWords;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// The gateway's own operations; the services' are theirs.
class HostileWordsIT {
  private static final String MANY = "1000000";

  private final SecureRandom random = new SecureRandom();

  @Test
  void refusesEveryWrongWordByTheFieldsNameAndChangesNothing() throws InterruptedException {
    TestGateway gateway = TestGateway.with(withoutRates());
    try {
      assertThat(
              words(gateway)
                  .faults(HostileWords.tables(gateway.bean(DataSource.class), "agent_request")))
          .isEmpty();
    } finally {
      gateway.close();
    }
  }

  private static Map<String, String> withoutRates() {
    Map<String, String> rates = new HashMap<>();
    rates.put("dvpn.admission.openings", MANY);
    rates.put("dvpn.limit.measurement.every", "1ms");
    rates.put("dvpn.limit.measurement.burst", MANY);
    for (String caller : List.of("anonymous", "account", "node", "signed")) {
      rates.put("dvpn.limit.%s.per-second".formatted(caller), MANY);
      rates.put("dvpn.limit.%s.burst".formatted(caller), MANY);
    }
    return rates;
  }

  private HostileWords words(TestGateway gateway) {
    List<String> own =
        RouteTable.routes().stream()
            .filter(route -> route.upstream() == Route.Upstream.GATEWAY)
            .map(route -> route.method() + " " + route.path())
            // Files are no operations.
            .filter(route -> route.contains("/api/"))
            .toList();
    String[] token = gateway.token(PrivateKey.random(random), PrivateKey.random(random));
    return new HostileWords(
        HostileWords.operations(own),
        gateway.port(),
        (operation, target, body) ->
            switch (operation.who()) {
              case ALL -> "";
              case ACCOUNT -> line(token);
              case NODE ->
                  // A node each: a signature is taken once, and the same request might come again.
                  line(
                      TestGateway.agent(
                          PrivateKey.random(random),
                          operation.method(),
                          target,
                          new String(body, StandardCharsets.UTF_8),
                          Instant.now().getEpochSecond()));
            });
  }

  private static String line(String[] header) {
    return header[0] + ": " + header[1] + "\r\n";
  }
}
