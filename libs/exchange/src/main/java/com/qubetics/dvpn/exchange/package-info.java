/// A request and its whole answer. Start at [com.qubetics.dvpn.exchange.WholeAnswer].
@NullMarked
package com.qubetics.dvpn.exchange;

import org.jspecify.annotations.NullMarked;
