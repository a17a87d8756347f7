/// Loops as beans of a service. Start at [com.qubetics.dvpn.loop.spring.LoopLifecycle].
@NullMarked
package com.qubetics.dvpn.loop.spring;

import org.jspecify.annotations.NullMarked;
