package com.qubetics.dvpn.registry.probe;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How probes are made.
///
/// @param grace time after a slot's end in which results still count (DVPN_PROBE_GRACE)
/// @param operatorTimeout how long an operator's prober waits for its answer
///   (DVPN_PROBE_OPERATOR_TIMEOUT)
/// @param retention how long slots and their answers are kept (DVPN_PROBE_RETENTION)
@ConfigurationProperties("dvpn.probe")
public record ProbeSettings(
    @DefaultValue("15s") Duration grace,
    @DefaultValue("1s") Duration operatorTimeout,
    @DefaultValue("30d") Duration retention) {

  public ProbeSettings {
    if (grace.isNegative() || operatorTimeout.toMillis() < 10 || retention.toHours() < 1) {
      throw new IllegalArgumentException("dvpn.probe: a duration is too short");
    }
  }
}
