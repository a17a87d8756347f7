/// Files under `~/.dvpn`: readable by their owner only, replaced as a whole. Start at [Home].
@NullMarked
package com.qubetics.dvpn.client.home;

import org.jspecify.annotations.NullMarked;
