/// Deploying the contracts and comparing a deployment with its address file. Start at [Deployment].
@NullMarked
package com.qubetics.dvpn.admin.deploy;

import org.jspecify.annotations.NullMarked;
