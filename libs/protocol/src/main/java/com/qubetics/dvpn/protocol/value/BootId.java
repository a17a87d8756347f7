package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.util.Arrays;

/// One start of a node's agent: 16 random bytes, never restored. Usage counters start at 0 in each
/// boot and only grow, so a lost or restored counter store can't make a node contradict itself.
public final class BootId {
  public static final int LENGTH = 16;

  private final byte[] bytes;

  private BootId(byte[] bytes) {
    this.bytes = bytes;
  }

  public static BootId random(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new BootId(bytes);
  }

  @JsonCreator
  public static BootId parse(String text) {
    return new BootId(Hex.parse(text, LENGTH));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @JsonValue
  @Override
  public String toString() {
    return Hex.format(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BootId boot && Arrays.equals(bytes, boot.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
