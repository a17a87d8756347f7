package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// The key of a user's app, delegated by the wallet for at most 24 h; certifies session keys.
public record AppKey(Address address) implements Comparable<AppKey> {

  /// Reads `0x…` or bech32; see [Address#parse].
  @JsonCreator
  public static AppKey parse(String text) {
    return new AppKey(Address.parse(text));
  }

  @Override
  public int compareTo(AppKey other) {
    return address.compareTo(other.address);
  }

  @JsonValue
  @Override
  public String toString() {
    return address.toString();
  }
}
