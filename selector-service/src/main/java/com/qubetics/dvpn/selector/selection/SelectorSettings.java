package com.qubetics.dvpn.selector.selection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param staleAfter telemetry older than this is not believed
/// @param newcomerFor for how long a node must have been active in all, so as to be no newcomer
@ConfigurationProperties("dvpn.selector")
record SelectorSettings(Duration staleAfter, Duration newcomerFor) {}
