package com.qubetics.dvpn.ledger.allowance;

/// How newly counted bytes were covered; what neither covers is counted and paid by nobody.
///
/// @param leftBytes of the allowance after it; 0: spent up
public record Spending(long passBytes, long promoBytes, long leftBytes) {}
