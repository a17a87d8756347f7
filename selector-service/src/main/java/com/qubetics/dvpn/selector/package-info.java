/// Who should serve this client: an in-memory picture of all nodes, and a pure function from
/// picture, wishes and seed to a ranked list with reasons. Start at
/// [com.qubetics.dvpn.selector.selection.Selector].
@NullMarked
package com.qubetics.dvpn.selector;

import org.jspecify.annotations.NullMarked;
