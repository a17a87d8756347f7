/// What an account has left.
@NullMarked
package com.qubetics.dvpn.wire.account;

import org.jspecify.annotations.NullMarked;
