/// The nftables table that lets a peer's packets pass only while its lease runs. The kernel ends a
/// lease by itself, so a dead agent fails closed. Start at [Firewall] and [Ruleset].
@NullMarked
package com.qubetics.dvpn.agent.firewall;

import org.jspecify.annotations.NullMarked;
