/// Refusals as RFC 9457 carries them, and all their codes. Start at [Problem] and [ProblemCode].
@NullMarked
package com.qubetics.dvpn.wire.problem;

import org.jspecify.annotations.NullMarked;
