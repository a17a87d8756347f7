/// Who should serve a client, and why. Start at [SelectionRequest] and [Selection].
@NullMarked
package com.qubetics.dvpn.wire.selection;

import org.jspecify.annotations.NullMarked;
