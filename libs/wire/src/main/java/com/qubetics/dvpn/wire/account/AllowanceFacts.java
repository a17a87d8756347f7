package com.qubetics.dvpn.wire.account;

/// What an account has bought and got for nothing, and what it has spent of both. Whole mebibytes;
/// a begun one is not shown as spent.
public record AllowanceFacts(long passMib, long passSpentMib, long promoMib, long promoSpentMib) {}
