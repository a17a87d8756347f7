package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Instant;

/// A reward proposal as the vault holds it.
///
/// @param from first epoch covered
/// @param to last epoch covered
/// @param finalAt from then on anyone may make it final
/// @param periodTotal of all leaves under `root`
/// @param raise what it adds to the period's total
public record Proposal(
    long from,
    long to,
    Instant finalAt,
    ProposalState state,
    TokenAmount periodTotal,
    TokenAmount raise,
    Bytes32 root,
    Bytes32 rulesetHash,
    Bytes32 ledgerVersions,
    Bytes32 dataHash) {}
