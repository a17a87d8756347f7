/// Sessions: opened by grants at the first candidate that installs, ended by their user, their
/// node, their allowance or their time. Start at [com.qubetics.dvpn.ledger.session.SessionOpening].
@NullMarked
package com.qubetics.dvpn.ledger.session;

import org.jspecify.annotations.NullMarked;
