package com.qubetics.dvpn.protocol.session;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;

/// The EIP-712 domain of everything this system signs: name `dVPN`, version `1`, one chain, one
/// NodeRegistry. What is signed for one deployment is void in every other.
public record Domain(long chainId, Address verifyingContract) {

  /// The domain separator (EIP-712).
  public Bytes32 separator() {
    return new Struct(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
        .text("dVPN")
        .text("1")
        .uint(chainId)
        .address(verifyingContract)
        .hash();
  }

  /// The digest that is signed: Keccak-256 of `0x19 0x01 ‖ separator ‖ structHash`.
  public Bytes32 digest(Bytes32 structHash) {
    return Keccak.hash(new byte[] {0x19, 0x01}, separator().bytes(), structHash.bytes());
  }
}
