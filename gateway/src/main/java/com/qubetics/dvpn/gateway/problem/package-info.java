/// Every refusal of the gateway as an RFC 9457 document with a stable `code`, whether it comes from
/// a filter, a controller, the container or an upstream that does not answer. Start at [Problem].
@NullMarked
package com.qubetics.dvpn.gateway.problem;

import org.jspecify.annotations.NullMarked;
