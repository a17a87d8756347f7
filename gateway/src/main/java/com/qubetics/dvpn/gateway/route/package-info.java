/// What can be called, by whom, and which service answers: one table in code, from which access
/// rules, routing and the check of the OpenAPI document derive. Start at [RouteTable].
@NullMarked
package com.qubetics.dvpn.gateway.route;

import org.jspecify.annotations.NullMarked;
