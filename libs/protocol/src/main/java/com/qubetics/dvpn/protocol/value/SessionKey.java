package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// The key made for one session by the user's app; all that a node sees of its client.
public record SessionKey(Address address) implements Comparable<SessionKey> {

  /// Reads `0x…` or bech32; see [Address#parse].
  @JsonCreator
  public static SessionKey parse(String text) {
    return new SessionKey(Address.parse(text));
  }

  @Override
  public int compareTo(SessionKey other) {
    return address.compareTo(other.address);
  }

  @JsonValue
  @Override
  public String toString() {
    return address.toString();
  }
}
