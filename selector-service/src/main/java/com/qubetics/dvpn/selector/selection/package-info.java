/// The picture that Kafka keeps up to date, and the call that chooses from it. Start at [Selector],
/// then [LiveNodes].
@NullMarked
package com.qubetics.dvpn.selector.selection;

import org.jspecify.annotations.NullMarked;
