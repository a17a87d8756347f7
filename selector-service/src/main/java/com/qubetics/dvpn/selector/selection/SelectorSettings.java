package com.qubetics.dvpn.selector.selection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param staleAfter telemetry older than this is not believed
/// @param newcomerFor how long a node counts as a newcomer after it became active
@ConfigurationProperties("dvpn.selector")
record SelectorSettings(Duration staleAfter, Duration newcomerFor) {}
