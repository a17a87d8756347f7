package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes what probers bring. An answer counts if the node key signed this prober's own challenge of
/// the slot and it came before the slot was completed; only such signatures are kept.
@Component
class ProbeResults {
  private final JdbcClient jdbc;
  private final Domain domain;

  ProbeResults(JdbcClient jdbc, Domain domain) {
    this.jdbc = jdbc;
    this.domain = domain;
  }

  /// @return how many challenges of this prober these results were the first report of
  @Transactional
  int store(ProberName prober, List<ProbeResult> results) {
    int taken = 0;
    for (ProbeResult result : results) {
      Optional<Bytes32> challenge = open(prober, result);
      if (challenge.isPresent()) {
        boolean valid = isValid(result, challenge.get());
        taken += close(prober, result, valid);
      }
    }
    return taken;
  }

  /// Holds the slot too: what is stored of one that is just being completed would be published but
  /// not counted.
  private Optional<Bytes32> open(ProberName prober, ProbeResult result) {
    return jdbc.sql(
            """
            select c.challenge from challenges c join slots s on s.slot = c.slot
            where c.slot = :slot and c.node = :node and c.prober = :prober and not c.done
              and s.completed_at is null for update of c for key share of s
            """)
        .paramSource(challenge(prober, result))
        .query(Row.as(row -> row.bytes32("challenge")))
        .optional();
  }

  private boolean isValid(ProbeResult result, Bytes32 challenge) {
    Signed<ProbeAnswer> answer = result.answer();
    return answer != null
        && answer.message().equals(new ProbeAnswer(result.node(), result.slot(), challenge))
        && answer.isBy(result.node().address(), domain);
  }

  private int close(ProberName prober, ProbeResult result, boolean valid) {
    Signed<ProbeAnswer> answer = valid ? result.answer() : null;
    return jdbc.sql(
            """
            update challenges set done = true, made = :made, signature = :signature,
              rtt_micros = :rtt
            where slot = :slot and node = :node and prober = :prober
            """)
        .paramSource(
            challenge(prober, result)
                .and("made", result.wasMade() || answer != null)
                .and("signature", answer == null ? null : answer.signature())
                .and("rtt", valid ? result.rttMicros() : null))
        .update();
  }

  private static Values challenge(ProberName prober, ProbeResult result) {
    return Values.of("slot", result.slot()).and("node", result.node()).and("prober", prober.name());
  }
}
