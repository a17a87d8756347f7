package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.evm.ChainException;
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

/// Sends single transactions and waits for them: for people at a command line, with no database.
/// Services send through libs/chain; nothing here survives a crash.
public final class Wallet {
  private static final Duration POLL = Duration.ofMillis(200);

  /// A quarter more gas than estimated: what is not used is not paid.
  private static final long GAS_PERCENT = 125;

  private final JsonRpc rpc;
  private final Signer signer;
  private final Duration wait;

  /// @param wait how long to wait for a block that holds a transaction
  public Wallet(JsonRpc rpc, Signer signer, Duration wait) {
    this.rpc = rpc;
    this.signer = signer;
    this.wait = wait;
  }

  public Address address() {
    return signer.address();
  }

  /// Sends and waits.
  ///
  /// @param to null for a deployment
  /// @throws RefusedException if the contract refuses, before or in a block
  /// @throws ChainException if no block holds it in time; it may still come
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
  /// @throws ChainException if no block holds it in time; it may still come
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
    long until = System.nanoTime() + wait.toNanos();
    while (System.nanoTime() < until) {
      Optional<Receipt> receipt = rpc.receipt(transaction);
      if (receipt.isPresent()) {
        return receipt.get();
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ChainException("interrupted while waiting for " + transaction, e);
      }
    }
    throw new ChainException("no block holds " + transaction + " after " + wait);
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
