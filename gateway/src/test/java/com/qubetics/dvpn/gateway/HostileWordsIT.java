package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import com.qubetics.dvpn.http.HostileWords;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// The gateway's own operations; the services' are theirs.
class HostileWordsIT {
  private static final String MANY = "1000000";

  private final PrivateKey key = PrivateKey.random(new SecureRandom());

  @Test
  void refusesEveryWrongWordByTheFieldsNameAndChangesNothing() throws InterruptedException {
    TestGateway gateway =
        TestGateway.with(
            Map.of(
                "dvpn.limit.anonymous.per-second", MANY,
                "dvpn.limit.anonymous.burst", MANY,
                "dvpn.limit.account.per-second", MANY,
                "dvpn.limit.account.burst", MANY,
                "dvpn.limit.node.per-second", MANY,
                "dvpn.limit.node.burst", MANY,
                "dvpn.limit.signed.per-second", MANY,
                "dvpn.limit.signed.burst", MANY,
                "dvpn.limit.measurement.every", "1ms",
                "dvpn.limit.measurement.burst", MANY));
    try {
      assertThat(words(gateway).faults(HostileWords.tables(gateway.bean(DataSource.class))))
          .isEmpty();
    } finally {
      gateway.close();
    }
  }

  private HostileWords words(TestGateway gateway) {
    List<String> own =
        RouteTable.routes().stream()
            .filter(route -> route.upstream() == Route.Upstream.GATEWAY)
            .map(route -> route.method() + " " + route.path())
            // Files are no operations.
            .filter(route -> route.contains("/api/"))
            .toList();
    String[] token = gateway.token(key, PrivateKey.random(new SecureRandom()));
    return new HostileWords(
        HostileWords.operations(own),
        gateway.port(),
        (operation, target, body) ->
            switch (operation.who()) {
              case ALL -> "";
              case ACCOUNT -> line(token);
              case NODE ->
                  line(
                      TestGateway.agent(
                          key,
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
