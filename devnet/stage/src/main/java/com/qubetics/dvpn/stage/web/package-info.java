/// The web server of the devnet's "internet". Start at [WebServer].
@NullMarked
package com.qubetics.dvpn.stage.web;

import org.jspecify.annotations.NullMarked;
