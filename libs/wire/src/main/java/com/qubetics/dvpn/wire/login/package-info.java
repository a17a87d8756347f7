/// How a wallet's signature becomes an access token. Start at [LoginRequest].
@NullMarked
package com.qubetics.dvpn.wire.login;

import org.jspecify.annotations.NullMarked;
