package com.qubetics.dvpn.evm;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.Arrays;

/// A transaction's content, whoever signs it.
///
/// @param value base units sent along
/// @param data ABI-encoded function and arguments
public record Call(Address to, TokenAmount value, byte[] data) {
  public Call {
    data = data.clone();
  }

  @Override
  @JsonIgnore
  public byte[] data() {
    return data.clone();
  }

  /// The data as wallets take it, `0x…`.
  public String dataHex() {
    return Hex.format(data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Call call
        && to.equals(call.to)
        && value.equals(call.value)
        && Arrays.equals(data, call.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data) + 31 * to.hashCode();
  }

  @Override
  public String toString() {
    return "Call[to=%s, value=%s, data=%s bytes]".formatted(to, value, data.length);
  }
}
