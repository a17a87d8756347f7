package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.Optional;

/// That a block holds a transaction.
///
/// @param succeeded false if it was reverted
/// @param gasUsed that is charged for
/// @param effectiveGasPrice base units per gas
/// @param contract what it created
public record Receipt(
    Bytes32 transaction,
    long block,
    Bytes32 blockHash,
    boolean succeeded,
    long gasUsed,
    BigInteger effectiveGasPrice,
    Optional<Address> contract) {

  /// What the sender was charged for gas. Some chains charge for half of the limit at least, so
  /// that it is more than an estimate says.
  public TokenAmount charged() {
    return new TokenAmount(effectiveGasPrice.multiply(BigInteger.valueOf(gasUsed)));
  }
}
