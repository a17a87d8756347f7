package com.qubetics.dvpn.ledger.session;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/// @param first what an account that has signed nothing may have unsigned over all its sessions
/// @param forgivenPerDay of what an account left unsigned in sessions that are forgotten
@ConfigurationProperties("dvpn.ledger.credit")
record CreditSettings(DataSize first, DataSize forgivenPerDay) {}
