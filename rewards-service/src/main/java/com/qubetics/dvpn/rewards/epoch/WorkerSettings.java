package com.qubetics.dvpn.rewards.epoch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How this replica works.
///
/// @param interval time between two looks for something to do (`DVPN_REWARDS_INTERVAL`)
/// @param enabled whether it works at all (`DVPN_REWARDS_WORKER`); if not, it only answers
@ConfigurationProperties("dvpn.rewards.worker")
record WorkerSettings(
    @DefaultValue("1s") Duration interval, @DefaultValue("true") boolean enabled) {}
