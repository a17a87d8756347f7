/// The security chain: the order in which a request is measured, its caller proven, counted and
/// admitted. Start at [AccessConfiguration].
@NullMarked
package com.qubetics.dvpn.gateway.access;

import org.jspecify.annotations.NullMarked;
