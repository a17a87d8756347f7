/// The operator's command line `dvpn-admin`: deploys a network's contracts, verifies a deployment,
/// sends single transactions. Start at [AdminCommand].
@NullMarked
package com.qubetics.dvpn.admin;

import org.jspecify.annotations.NullMarked;
