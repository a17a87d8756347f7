package com.qubetics.dvpn.ledger.peers;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param longestWait how long an agent's question may wait for a change
@ConfigurationProperties("dvpn.ledger.peers")
record PeersSettings(Duration longestWait) {}
