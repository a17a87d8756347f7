package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.node.EpochSchedule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How probes are made.
///
/// @param grace time after a slot's end in which results still count (DVPN_PROBE_GRACE); two fifths
///   of a slot by default, 1 to 15 s
/// @param operatorTimeout how long an operator's prober waits for its answer
///   (DVPN_PROBE_OPERATOR_TIMEOUT)
/// @param retention how long slots and their answers are kept (DVPN_PROBE_RETENTION)
@ConfigurationProperties("dvpn.probe")
record ProbeSettings(
    @Nullable Duration grace,
    @DefaultValue("1s") Duration operatorTimeout,
    @DefaultValue("30d") Duration retention) {

  private static final long LONGEST_GRACE_SECONDS = 15;

  ProbeSettings {
    if ((grace != null && grace.isNegative())
        || operatorTimeout.toMillis() < 10
        || retention.toHours() < 1) {
      throw new IllegalArgumentException("dvpn.probe: a duration is too short");
    }
  }

  Duration graceIn(EpochSchedule schedule) {
    return grace == null
        ? Duration.ofSeconds(Math.clamp(schedule.slotSeconds() * 2 / 5, 1, LONGEST_GRACE_SECONDS))
        : grace;
  }
}
