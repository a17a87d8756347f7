package com.qubetics.dvpn.registry.performance;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// When epochs are sealed.
///
/// @param delay time after an epoch's end (DVPN_SEALING_DELAY); more than the probes' grace
@ConfigurationProperties("dvpn.sealing")
record SealingSettings(@DefaultValue("60s") Duration delay) {

  SealingSettings {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("dvpn.sealing.delay: negative");
    }
  }
}
