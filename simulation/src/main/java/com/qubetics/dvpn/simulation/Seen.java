package com.qubetics.dvpn.simulation;

import com.qubetics.dvpn.epoch.MeasuredRow;
import java.math.BigInteger;

/// One node in one epoch, as those who measure have it.
///
/// @param present slots in which it was in the network
/// @param up of all slots, those in which it was found up
/// @param passMib that users' passes paid, signed
record Seen(
    Player player,
    BigInteger deposit,
    long present,
    long up,
    Watching watching,
    MeasuredRow.Blind blind,
    long capacityKbit,
    int deductions,
    long passMib,
    long promoMib) {}
