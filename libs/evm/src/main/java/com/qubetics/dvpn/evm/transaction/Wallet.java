package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.evm.contract.RevertReason;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes single transactions of an account; sends them and waits where nothing has to survive a
/// crash, as on a devnet. People's go through [Submissions], services' through libs/chain.
public final class Wallet {
  /// A quarter more gas than estimated, not more: Qubetics charges for half of the limit at least.
  private static final long GAS_PERCENT = 125;

  private final JsonRpc rpc;
  private final Signer signer;
  private final Waiting waiting;

  /// @param wait how long to wait for a block that holds a transaction
  public Wallet(JsonRpc rpc, Signer signer, Duration wait) {
    this.rpc = rpc;
    this.signer = signer;
    this.waiting = new Waiting(wait);
  }

  public Address address() {
    return signer.address();
  }

  /// Sends and waits.
  ///
  /// @param to null for a deployment
  /// @throws RefusedException if the contract refuses, before or in a block
  /// @throws NotYetException if no block holds it in time; it may still come
  public Receipt transact(@Nullable Address to, BigInteger value, byte[] data) {
    return await(send(to, value, data));
  }

  /// Sends without waiting, so that several can share a block; the hash is for [#await].
  ///
  /// @param to null for a deployment
  /// @throws RefusedException if the contract refuses beforehand
  public Bytes32 send(@Nullable Address to, BigInteger value, byte[] data) {
    return send(prepare(to, value, data));
  }

  /// A transaction of this account with its next nonce, and gas and fees of this moment.
  ///
  /// @param to null for a deployment
  /// @throws RefusedException if the contract refuses beforehand
  public UnsignedTransaction prepare(@Nullable Address to, BigInteger value, byte[] data) {
    long gas = estimate(to, value, data);
    return new UnsignedTransaction(
        rpc.chainId(),
        rpc.pendingNonce(signer.address()),
        gas * GAS_PERCENT / 100,
        to,
        value,
        data,
        Fees.current(rpc));
  }

  /// Sends what [#prepare] has made, without waiting.
  public Bytes32 send(UnsignedTransaction transaction) {
    SignedTransaction signed = transaction.sign(signer);
    rpc.sendRawTransaction(signed.raw());
    return signed.hash();
  }

  /// Waits for what [#send] has sent.
  ///
  /// @throws RefusedException if the contract refuses in a block
  /// @throws NotYetException if no block holds it in time; it may still come
  public Receipt await(Bytes32 transaction) {
    Receipt receipt = receipt(transaction);
    if (!receipt.succeeded()) {
      throw new RefusedException("reverted in block " + receipt.block(), transaction);
    }
    return receipt;
  }

  private long estimate(@Nullable Address to, BigInteger value, byte[] data) {
    try {
      return rpc.estimateGas(signer.address(), to, value, data);
    } catch (RpcError error) {
      if (error.isRevert()) {
        throw new RefusedException(RevertReason.of(error), null);
      }
      throw error;
    }
  }

  private Receipt receipt(Bytes32 transaction) {
    Search search = new Search(rpc, waiting, line -> {});
    while (search.again()) {
      Optional<Receipt> receipt = search.tried(() -> rpc.receipt(transaction));
      if (receipt.isPresent()) {
        return receipt.get();
      }
    }
    throw new NotYetException(
        "no block holds %s after %s s%s"
            .formatted(transaction, waiting.limit().toSeconds(), search.lastTrouble()));
  }

  /// A contract refused; the message is its reason.
  public static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Bytes32 transaction;

    RefusedException(String reason, @Nullable Bytes32 transaction) {
      super(reason);
      this.transaction = transaction;
    }

    /// The transaction whose gas was spent on it; empty if it was never sent.
    public Optional<Bytes32> transaction() {
      return Optional.ofNullable(transaction);
    }
  }
}
