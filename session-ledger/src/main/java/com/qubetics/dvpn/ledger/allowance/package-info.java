/// What an account may use: passes bought on chain first, then the free allowance (promo). Start at
/// [com.qubetics.dvpn.ledger.allowance.Allowances].
@NullMarked
package com.qubetics.dvpn.ledger.allowance;

import org.jspecify.annotations.NullMarked;
