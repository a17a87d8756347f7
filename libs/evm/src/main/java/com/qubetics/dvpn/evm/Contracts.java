package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.protocol.value.Address;

/// Where a network's contracts are.
public record Contracts(Address nodeRegistry, Address epochLedger, Address rewardsVault) {}
