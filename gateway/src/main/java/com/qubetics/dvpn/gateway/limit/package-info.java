/// How much one caller may ask: the size of a body and the number of requests. Start at
/// [RequestLimit].
@NullMarked
package com.qubetics.dvpn.gateway.limit;

import org.jspecify.annotations.NullMarked;
