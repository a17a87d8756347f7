/// QR codes where there is only a terminal. Start at [TerminalQr].
@NullMarked
package com.qubetics.dvpn.qr;

import org.jspecify.annotations.NullMarked;
