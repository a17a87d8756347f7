package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Base64;

/// The public half of a WireGuard Curve25519 key. `0x…` in JSON and on chain, base64 towards `wg`.
public record TunnelKey(Bytes32 value) {

  public TunnelKey {
    if (value.equals(Bytes32.ZERO)) {
      throw new IllegalArgumentException("tunnel key: zero");
    }
  }

  @JsonCreator
  public static TunnelKey parse(String text) {
    return new TunnelKey(Bytes32.parse(text));
  }

  public static TunnelKey parseBase64(String text) {
    return new TunnelKey(Bytes32.of(Base64.getDecoder().decode(text)));
  }

  public String toBase64() {
    return Base64.getEncoder().encodeToString(value.bytes());
  }

  @JsonValue
  @Override
  public String toString() {
    return value.toString();
  }
}
