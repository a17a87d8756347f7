package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A wallet on the chain: a user's or a provider's. Never sent to a node (invariant I11).
public record Account(Address address) implements Comparable<Account> {

  /// Reads `0x…` or bech32; see [Address#parse].
  @JsonCreator
  public static Account parse(String text) {
    return new Account(Address.parse(text));
  }

  @Override
  public int compareTo(Account other) {
    return address.compareTo(other.address);
  }

  @JsonValue
  @Override
  public String toString() {
    return address.toString();
  }
}
