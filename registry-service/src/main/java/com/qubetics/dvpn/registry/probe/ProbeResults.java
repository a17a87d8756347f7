package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes what probers bring. An answer counts if the node key signed this prober's own challenge of
/// the slot and it came before the slot was completed; only such signatures are kept.
@Component
class ProbeResults {
  private final JdbcClient jdbc;
  private final Domain domain;

  ProbeResults(DataSource dataSource, Domain domain) {
    this.jdbc = JdbcClient.create(dataSource);
    this.domain = domain;
  }

  /// @return how many challenges of this prober these results were the first report of
  @Transactional
  int store(Prober prober, List<ProbeResult> results) {
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
  private Optional<Bytes32> open(Prober prober, ProbeResult result) {
    return jdbc.sql(
            """
            select c.challenge from challenges c join slots s on s.slot = c.slot
            where c.slot = ? and c.node = ? and c.prober = ? and not c.done
              and s.completed_at is null for update of c for key share of s""")
        .params(result.slot(), result.node().toString(), prober.name())
        .query(String.class)
        .optional()
        .map(Bytes32::parse);
  }

  private boolean isValid(ProbeResult result, Bytes32 challenge) {
    Signed<ProbeAnswer> answer = result.answer();
    return answer != null
        && answer.message().equals(new ProbeAnswer(result.node(), result.slot(), challenge))
        && answer.isBy(result.node().address(), domain);
  }

  private int close(Prober prober, ProbeResult result, boolean valid) {
    Signed<ProbeAnswer> answer = result.answer();
    @Nullable String signature = valid && answer != null ? answer.signature().toString() : null;
    return jdbc.sql(
            """
            update challenges set done = true, made = ?, signature = ?, rtt_micros = ?
            where slot = ? and node = ? and prober = ?""")
        .params(
            java.util.Arrays.asList(
                result.isMade() || signature != null,
                signature,
                valid ? result.rttMicros() : null,
                result.slot(),
                result.node().toString(),
                prober.name()))
        .update();
  }
}
