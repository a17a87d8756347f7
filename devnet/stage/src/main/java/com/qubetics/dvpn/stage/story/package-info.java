/// The story of the demo: seven steps from an empty machine to paid providers, each verified
/// against the API, the chain, the web server or the packets themselves. Start at [Story].
@NullMarked
package com.qubetics.dvpn.stage.story;

import org.jspecify.annotations.NullMarked;
