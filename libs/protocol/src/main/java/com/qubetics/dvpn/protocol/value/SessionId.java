package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A session, named by the EIP-712 digest of its grant: whoever holds the grant can compute it.
public record SessionId(Bytes32 digest) implements Comparable<SessionId> {

  @JsonCreator
  public static SessionId parse(String text) {
    return new SessionId(Bytes32.parse(text));
  }

  @Override
  public int compareTo(SessionId other) {
    return digest.compareTo(other.digest);
  }

  @JsonValue
  @Override
  public String toString() {
    return digest.toString();
  }
}
