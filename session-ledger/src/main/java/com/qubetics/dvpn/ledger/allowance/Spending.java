package com.qubetics.dvpn.ledger.allowance;

import com.qubetics.dvpn.protocol.value.TokenAmount;

/// How newly counted bytes were covered; what neither covers is counted and paid by nobody.
///
/// @param passCost what the bytes of passes had cost ([Lots])
/// @param leftBytes of the allowance after it; 0: spent up
public record Spending(long passBytes, TokenAmount passCost, long promoBytes, long leftBytes) {}
