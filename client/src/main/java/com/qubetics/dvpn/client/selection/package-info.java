/// Asking the selector for nodes near a place. Start at [Selections].
@NullMarked
package com.qubetics.dvpn.client.selection;

import org.jspecify.annotations.NullMarked;
