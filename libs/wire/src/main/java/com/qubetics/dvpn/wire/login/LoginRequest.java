package com.qubetics.dvpn.wire.login;

import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.TokenRequest;

/// A text that a wallet has signed, by which it delegates an app key.
///
/// @param text the exact bytes that the wallet showed and signed
/// @param signature `0x…`, 65 bytes for EIP4361, 64 for ADR036; of a contract account whatever its
///   contract takes ([AccountSignature])
/// @param appKeySignature the app key's own over a [TokenRequest] with the text's nonce: nobody
///   delegates a key that they don't have
public record LoginRequest(
    LoginProof proof, String text, String signature, Signature appKeySignature) {}
