package com.qubetics.dvpn.protocol.session;

import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Address;
import java.util.Objects;

/// A message with a signature that is not yet believed: ask [#isBy]. JSON: `{"message": {…},
/// "signature": "0x…"}`.
public record Signed<M extends TypedMessage>(M message, Signature signature) {

  public Signed {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(signature, "signature");
  }

  public boolean isBy(Address signer, Domain domain) {
    return signature.signer(message.digest(domain)).filter(signer::equals).isPresent();
  }
}
