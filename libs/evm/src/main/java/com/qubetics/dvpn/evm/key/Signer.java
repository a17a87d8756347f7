package com.qubetics.dvpn.evm.key;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Address;

/// Has a sending key, in this process or elsewhere. For any number of threads.
public interface Signer {

  Address address();

  /// Signs the Keccak-256 of a message. What comes from outside this process is not believed:
  /// [UnsignedTransaction#sign] checks whose signature it is.
  ///
  /// @throws SignerException if there is none now; trying again may help
  Signature sign(byte[] message);

  /// Asks whether it could sign now; ends within seconds.
  ///
  /// @throws SignerException if not
  default void check() {}

  /// A key in this process.
  static Signer of(PrivateKey key) {
    return new Signer() {
      @Override
      public Address address() {
        return key.address();
      }

      @Override
      public Signature sign(byte[] message) {
        return key.sign(Keccak.hash(message));
      }

      @Override
      public String toString() {
        return "Signer[" + key.address() + "]";
      }
    };
  }
}
