package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.key.SignerException;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An EIP-1559 transaction (type 2) before its signature.
///
/// @param to null for a deployment
public record UnsignedTransaction(
    long chainId,
    long nonce,
    long gasLimit,
    @Nullable Address to,
    BigInteger value,
    byte[] data,
    Fees fees) {

  private static final byte DYNAMIC_FEE = 2;
  private static final int V_OF_EVEN = 27;

  /// Where a contract comes to be that this account creates.
  ///
  /// @param nonce of the transaction that creates it
  public static Address created(Address sender, long nonce) {
    byte[] hash = Keccak.hash(Rlp.list(List.of(Rlp.string(sender.bytes()), number(nonce)))).bytes();
    return Address.of(Arrays.copyOfRange(hash, hash.length - Address.LENGTH, hash.length));
  }

  public UnsignedTransaction withNonce(long other) {
    return new UnsignedTransaction(chainId, other, gasLimit, to, value, data, fees);
  }

  public UnsignedTransaction withFees(Fees other) {
    return new UnsignedTransaction(chainId, nonce, gasLimit, to, value, data, other);
  }

  /// @throws SignerException if the signer has no signature now, or gave another account's
  public SignedTransaction sign(Signer signer) {
    List<byte[]> fields =
        List.of(
            number(chainId),
            number(nonce),
            Rlp.number(fees.priorityFee()),
            Rlp.number(fees.maxFee()),
            number(gasLimit),
            Rlp.string(to == null ? new byte[0] : to.bytes()),
            Rlp.number(value),
            Rlp.string(data),
            Rlp.list(List.of()));
    byte[] message = typed(fields);
    byte[] signature = checked(signer, message, signer.sign(message)).bytes();
    List<byte[]> signed = new ArrayList<>(fields);
    signed.add(number(signature[64] - V_OF_EVEN));
    signed.add(Rlp.number(new BigInteger(1, Arrays.copyOf(signature, 32))));
    signed.add(Rlp.number(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64))));
    byte[] raw = typed(signed);
    return new SignedTransaction(Keccak.hash(raw), raw);
  }

  private static byte[] typed(List<byte[]> fields) {
    byte[] list = Rlp.list(fields);
    byte[] typed = new byte[1 + list.length];
    typed[0] = DYNAMIC_FEE;
    System.arraycopy(list, 0, typed, 1, list.length);
    return typed;
  }

  private static byte[] number(long value) {
    return Rlp.number(BigInteger.valueOf(value));
  }

  private static Signature checked(Signer signer, byte[] message, Signature signature) {
    Bytes32 digest = Keccak.hash(message);
    if (signature.signer(digest).filter(signer.address()::equals).isEmpty()) {
      throw new SignerException("the signer's signature is not by its account " + signer.address());
    }
    return signature;
  }
}
