package com.qubetics.dvpn.wire.reward;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is needed to be paid for a period: anyone may send the transaction, the account is
/// paid.
///
/// @param cumulative the vault pays this less what it has paid before
public record Claim(
    long period, TokenAmount cumulative, List<Bytes32> proof, Transaction transaction) {

  /// What is sent to the vault.
  ///
  /// @param data the call, `0x…`
  public record Transaction(Address to, TokenAmount value, String data, long chainId) {}

  /// @param items the oldest first, so that what has waited longest is seen first
  /// @param nextCursor absent on the last page
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<Claim> items, @Nullable String nextCursor) {}
}
