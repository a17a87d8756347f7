package com.qubetics.dvpn.gateway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.TestGateway;
import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SignedLimitIT {
  private static final String USAGE = "/api/v1/agent/usage";
  private static final String BODY = "{\"items\":[]}";
  private final TestGateway gateway =
      TestGateway.with(
          Map.of(
              "dvpn.limit.signed.per-second", "1",
              "dvpn.limit.signed.burst", "60",
              "dvpn.limit.node.per-second", "1",
              "dvpn.limit.node.burst", "20"));

  private final long now = Instant.now().getEpochSecond();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void stopsOneAddressWithManyKeysAndStoresNothingThatARateRefused() {
    PrivateKey one = PrivateKey.random(new SecureRandom());
    int ofOne = 0;
    while (report(one, ofOne).status() == 200) {
      ofOne++;
      assertThat(ofOne).isLessThan(60);
    }
    assertThat(ofOne).isGreaterThanOrEqualTo(20);
    assertThat(stored()).isEqualTo(ofOne);

    int ofMany = 0;
    Answer answer = report(PrivateKey.random(new SecureRandom()), 0);
    while (answer.status() == 200) {
      ofMany++;
      assertThat(ofMany).isLessThan(200);
      answer = report(PrivateKey.random(new SecureRandom()), 0);
    }
    assertThat(ofMany).isGreaterThanOrEqualTo(30);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("RATE_LIMITED");
    assertThat(answer.header("RateLimit-Policy")).startsWith("\"signed\"");
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(stored()).isEqualTo(ofOne + ofMany);
    assertThat(gateway.get("/api/v1/network").status()).isEqualTo(200);
  }

  private Answer report(PrivateKey node, int earlier) {
    return gateway.send(
        "POST", USAGE, BODY, TestGateway.agent(node, "POST", USAGE, BODY, now - earlier));
  }

  private long stored() {
    return gateway
        .bean(JdbcClient.class)
        .sql("select count(*) from agent_request")
        .query(Long.class)
        .single();
  }
}
