package com.qubetics.dvpn.rewards.vault;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How this service deals with the vault.
///
/// @param retryAfter time from a failed attempt to the next (`DVPN_REWARDS_RETRY_AFTER`)
/// @param finaliseMargin time from a proposal's end of delay to the transaction that makes it final
///   (`DVPN_REWARDS_FINALISE_MARGIN`); covers a chain whose blocks run behind the clock
@ConfigurationProperties("dvpn.rewards.vault")
public record VaultSettings(
    @DefaultValue("10s") Duration retryAfter, @DefaultValue("2s") Duration finaliseMargin) {}
