package com.qubetics.dvpn.protocol.session;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Bytes32;

/// Something that is signed under EIP-712.
public interface TypedMessage {

  /// The struct hash of this message (EIP-712 `hashStruct`).
  Bytes32 structHash();

  default Bytes32 digest(Domain domain) {
    return domain.digest(structHash());
  }

  static <M extends TypedMessage> Signed<M> sign(M message, Domain domain, PrivateKey key) {
    return new Signed<>(message, key.sign(message.digest(domain)));
  }
}
