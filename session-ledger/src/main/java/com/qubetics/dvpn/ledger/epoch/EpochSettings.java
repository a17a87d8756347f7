package com.qubetics.dvpn.ledger.epoch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param sealingDelay how long after its end an epoch stays open for late acks, beside the next
///   one; also covers a chain whose clock is behind
/// @param erasureDelay how long after sealing k_epoch, the accounts behind rows and undrawn
///   openings are kept
@ConfigurationProperties("dvpn.ledger.epoch")
record EpochSettings(Duration sealingDelay, Duration erasureDelay) {}
