package com.qubetics.dvpn.client.login;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Hex;

/// A wallet that signs with a key from a file as the named one would with its own.
///
/// @param proof how this kind of wallet signs a text
public record Wallet(LoginProof proof, PrivateKey key) {

  public Account account() {
    return new Account(key.address());
  }

  /// `0x…`, 65 bytes from MetaMask, 64 from Keplr.
  String sign(String text) {
    return Hex.format(proof.sign(text, key));
  }
}
