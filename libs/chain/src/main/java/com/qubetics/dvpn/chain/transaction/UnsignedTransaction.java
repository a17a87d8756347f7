package com.qubetics.dvpn.chain.transaction;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/// An EIP-1559 transaction before its signature.
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

  /// @throws SignerException if the signer has no signature now, or gave another account's
  public SignedTransaction sign(Signer signer) {
    RawTransaction transaction =
        RawTransaction.createTransaction(
            chainId,
            BigInteger.valueOf(nonce),
            BigInteger.valueOf(gasLimit),
            to == null ? "" : to.toString(),
            value,
            Hex.format(data),
            fees.priorityFee(),
            fees.maxFee());
    byte[] message = TransactionEncoder.encode(transaction);
    byte[] signature = checked(signer, message, signer.sign(message)).bytes();
    byte[] raw =
        TransactionEncoder.encode(
            transaction,
            new Sign.SignatureData(
                signature[64],
                Arrays.copyOf(signature, 32),
                Arrays.copyOfRange(signature, 32, 64)));
    return new SignedTransaction(Keccak.hash(raw), raw);
  }

  private static Signature checked(Signer signer, byte[] message, Signature signature) {
    Bytes32 digest = Keccak.hash(message);
    if (signature.signer(digest).filter(signer.address()::equals).isEmpty()) {
      throw new SignerException("the signer's signature is not by its account " + signer.address());
    }
    return signature;
  }
}
