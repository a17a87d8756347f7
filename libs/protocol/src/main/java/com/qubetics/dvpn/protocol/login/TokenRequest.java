package com.qubetics.dvpn.protocol.login;

import com.qubetics.dvpn.protocol.session.Struct;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.Bytes32;

/// How an app key that a wallet has delegated asks for another access token without a pop-up.
///
/// @param nonce a login nonce of the gateway, single use
public record TokenRequest(AppKey appKey, String nonce) implements TypedMessage {

  public static final String TYPE = "TokenRequest(address appKey,string nonce)";

  @Override
  public Bytes32 structHash() {
    return new Struct(TYPE).address(appKey.address()).text(nonce).hash();
  }
}
