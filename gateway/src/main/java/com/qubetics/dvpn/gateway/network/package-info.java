/// Which network this gateway belongs to: the deployment's address file, published to everybody and
/// the signing domain of everything that is verified here. Start at [NetworkFile].
@NullMarked
package com.qubetics.dvpn.gateway.network;

import org.jspecify.annotations.NullMarked;
