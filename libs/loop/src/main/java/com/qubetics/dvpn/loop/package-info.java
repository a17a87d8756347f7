/// Threads that repeat one step. Start at [com.qubetics.dvpn.loop.Loop].
@NullMarked
package com.qubetics.dvpn.loop;

import org.jspecify.annotations.NullMarked;
