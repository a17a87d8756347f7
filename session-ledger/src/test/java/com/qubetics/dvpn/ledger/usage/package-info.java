/// Tests of usage and acks that reach into the package.
package com.qubetics.dvpn.ledger.usage;
