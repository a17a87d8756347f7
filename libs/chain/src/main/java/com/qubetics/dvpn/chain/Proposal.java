package com.qubetics.dvpn.chain;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Instant;

/// A reward proposal as the vault holds it.
///
/// @param from first epoch covered
/// @param to last epoch covered
/// @param periodTotal of all leaves under `root`
/// @param finalAt from then on anyone may make it final
public record Proposal(
    long from,
    long to,
    Bytes32 root,
    TokenAmount periodTotal,
    Bytes32 rulesetHash,
    Bytes32 ledgerVersions,
    Bytes32 dataHash,
    Instant finalAt,
    ProposalState state) {}
