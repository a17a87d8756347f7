package com.qubetics.dvpn.protocol.node;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.qubetics.dvpn.protocol.value.Hex;
import java.util.Arrays;

/// What shows a node that the registry asked for a challenge: 16 bytes, made with a [ProbeKey]. No
/// secret by itself: whoever carries the challenge has it, and it is worth no more than that.
public final class ProbeMac {
  public static final int LENGTH = 16;

  private final byte[] bytes;

  private ProbeMac(byte[] bytes) {
    this.bytes = bytes;
  }

  static ProbeMac of(byte[] bytes) {
    return new ProbeMac(bytes.clone());
  }

  @JsonCreator
  public static ProbeMac parse(String text) {
    return new ProbeMac(Hex.parse(text, LENGTH));
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @JsonValue
  @Override
  public String toString() {
    return Hex.format(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProbeMac mac && Arrays.equals(bytes, mac.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
