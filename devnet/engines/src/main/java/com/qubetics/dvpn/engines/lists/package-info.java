/// What tests of all services share about the lists that their operations return. Start at
/// [ReturnedLists].
@NullMarked
package com.qubetics.dvpn.engines.lists;

import org.jspecify.annotations.NullMarked;
