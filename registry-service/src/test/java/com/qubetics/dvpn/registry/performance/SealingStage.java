package com.qubetics.dvpn.registry.performance;

import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.registry.RegistryStage;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;

/// A stage on which epochs can be sealed, for tests of other packages.
public abstract class SealingStage extends RegistryStage {
  @Autowired private Sealing sealing;

  /// Seals all epochs up to this one, whose slots are completed, and gives what is published of it.
  protected PerformanceFile sealed(long epoch) throws Exception {
    clock.set(NETWORK.schedule().endOfEpoch(epoch).plus(Duration.ofSeconds(5)));
    while (sealing.sealNext().isPresent()) {
      // The next one may be due.
    }
    return PerformanceFile.parse(
        fetch("/api/v1/epochs/" + epoch + "/performance").getResponse().getContentAsString());
  }
}
