package com.qubetics.dvpn.protocol.session;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NotNegative;
import com.qubetics.dvpn.protocol.value.SessionKey;

/// An app key's word that a session key acts for its account; shown to the ledger only, never to a
/// node.
///
/// @param notAfter seconds since 1970, UTC
public record Certificate(Account account, SessionKey sessionKey, long notAfter)
    implements TypedMessage {

  public static final String TYPE =
      "Certificate(address account,address sessionKey,uint64 notAfter)";

  public Certificate {
    NotNegative.check("notAfter", notAfter);
  }

  @Override
  public Bytes32 structHash() {
    return new Struct(TYPE)
        .address(account.address())
        .address(sessionKey.address())
        .uint(notAfter)
        .hash();
  }
}
