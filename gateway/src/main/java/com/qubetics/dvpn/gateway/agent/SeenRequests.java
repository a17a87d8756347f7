package com.qubetics.dvpn.gateway.agent;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.sql.Values;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/// The signed requests of the last minutes, so that a recorded one can't be sent a second time to
/// any replica. Why in PostgreSQL, and why in a table that a crash of it empties: RATIONALE.md.
@Repository
public class SeenRequests {
  private final JdbcClient jdbc;
  private final Clock clock;

  SeenRequests(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// @param digest what the node key signed; fixes node, method, target, body and time
  /// @return true the first time
  boolean first(Bytes32 digest, Instant at) {
    return jdbc.sql(
                "insert into agent_request (digest, at) values (:digest, :at) on conflict do nothing")
            .paramSource(Values.of("digest", digest).and("at", at))
            .update()
        == 1;
  }

  /// Rows older than any time stamp that is still accepted are of no use.
  @Scheduled(fixedDelayString = "PT30S")
  void sweep() {
    Instant before = clock.instant().minus(ClockTolerance.DURATION).minus(Duration.ofSeconds(10));
    jdbc.sql("delete from agent_request where at < :before")
        .paramSource(Values.of("before", before))
        .update();
  }
}
