/// Tests of sessions that reach into the package.
package com.qubetics.dvpn.ledger.session;
