package com.qubetics.dvpn.rewards.seal;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Where the files of an epoch are fetched.
///
/// @param ledgerUrl base address of session-ledger (`DVPN_LEDGER_URL`)
/// @param registryUrl base address of registry-service (`DVPN_REGISTRY_URL`)
/// @param timeout for one file (`DVPN_REWARDS_FETCH_TIMEOUT`)
/// @param maxSize of one file (`DVPN_REWARDS_FETCH_MAX_SIZE`); a larger one is refused
@ConfigurationProperties("dvpn.rewards.files")
public record SealSettings(
    URI ledgerUrl,
    URI registryUrl,
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("16MB") DataSize maxSize) {}
