/// HTTPS to the gateway: JSON in and out, a private authority if one is given, problem details
/// turned into [ProblemException]s with a remedy. Start at [Gateway].
@NullMarked
package com.qubetics.dvpn.client.gateway;

import org.jspecify.annotations.NullMarked;
