/// The gateway as a whole, with a real database and services that only record what they are asked.
@NullMarked
package com.qubetics.dvpn.gateway;

import org.jspecify.annotations.NullMarked;
