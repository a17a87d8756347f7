/// Who may say who calls: short-lived tokens that an issuer signs for one service and one request,
/// and the keys that services believe (docs/protocol.md section 2). Knows no Spring. Start at
/// [CallerToken].
@NullMarked
package com.qubetics.dvpn.http.caller;

import org.jspecify.annotations.NullMarked;
