/// Wires follower, sender and reader into a Spring Boot service. Start at [ChainConfiguration].
@NullMarked
package com.qubetics.dvpn.chain.spring;

import org.jspecify.annotations.NullMarked;
