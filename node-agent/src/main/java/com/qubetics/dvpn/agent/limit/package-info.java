/// How much is done for strangers: rates, in all and for each address. Start at [SourceLimits].
@NullMarked
package com.qubetics.dvpn.agent.limit;

import org.jspecify.annotations.NullMarked;
