package com.qubetics.dvpn.gateway.admission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/// @param connections open at a time; 0: from the heap
/// @param requests being worked on at a time, waiting polls among them; 0: from the heap
/// @param bytes of request bodies in memory at a time; 0: from the heap
/// @param addressPercent how much of each one client address may hold
/// @param openings new connections of one client address a second, and three times that at once
/// @param headTime for a request's head, and for the handshake before the first one
/// @param bodyTime for a request's body
@ConfigurationProperties("dvpn.admission")
record AdmissionSettings(
    int connections,
    int requests,
    DataSize bytes,
    int addressPercent,
    int openings,
    Duration headTime,
    Duration bodyTime) {
  AdmissionSettings {
    if (connections < 0 || requests < 0 || bytes.isNegative() || openings < 1) {
      throw new IllegalArgumentException("dvpn.admission: negative (0: from the heap)");
    }
    if (addressPercent < 1 || addressPercent > 100) {
      throw new IllegalArgumentException("dvpn.admission.address-percent: 1 to 100");
    }
  }
}
