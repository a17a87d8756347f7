/// What a host must be and have before it serves: answers, checks, and the registration that the
/// provider's wallet signs. Start at [Setup].
@NullMarked
package com.qubetics.dvpn.agent.setup;

import org.jspecify.annotations.NullMarked;
