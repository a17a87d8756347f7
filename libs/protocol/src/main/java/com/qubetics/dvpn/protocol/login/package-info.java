/// Wallet login: the EIP-4361 text, and how MetaMask (personal_sign) and Keplr (ADR-036) sign it.
/// Start at [LoginText] and [LoginProof].
@NullMarked
package com.qubetics.dvpn.protocol.login;

import org.jspecify.annotations.NullMarked;
