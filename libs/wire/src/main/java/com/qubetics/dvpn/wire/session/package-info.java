/// A session between client and ledger: asked for, shown, stated and acknowledged. Start at
/// [SessionRequest] and [OpenedSession].
@NullMarked
package com.qubetics.dvpn.wire.session;

import org.jspecify.annotations.NullMarked;
