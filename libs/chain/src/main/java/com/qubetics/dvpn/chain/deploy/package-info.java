/// Deploying the contracts and comparing a deployment with its address file, for `dvpn-admin` and
/// for tests. Start at [Deployment].
@NullMarked
package com.qubetics.dvpn.chain.deploy;

import org.jspecify.annotations.NullMarked;
