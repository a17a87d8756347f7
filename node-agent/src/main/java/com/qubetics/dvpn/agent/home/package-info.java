/// The agent's folder: settings, keys and the names of its files. Start at [Home].
@NullMarked
package com.qubetics.dvpn.agent.home;

import org.jspecify.annotations.NullMarked;
