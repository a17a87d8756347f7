package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.ChainIdCheck;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.transaction.Submissions;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.evm.transaction.Waiting;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// The provider's key on a headless host: checks what a node's transaction costs, says so, signs
/// it, writes it down and waits until it is in a block. The key is held for this one transaction.
public final class ProviderWallet {
  private final Address account;
  private final JsonRpc chain;
  private final Signer signer;
  private final Path folder;
  private final Waiting waiting;

  /// @param folder where the transaction is written down before it is sent
  /// @param waiting for the block that holds it
  public ProviderWallet(PrivateKey key, JsonRpc chain, Path folder, Waiting waiting) {
    this.account = key.address();
    this.chain = chain;
    this.signer = Signer.of(key);
    this.folder = folder;
    this.waiting = waiting;
  }

  /// Started again before its block was seen, it looks for the transaction that it sent.
  ///
  /// @param again whether to sign another one then, if no block has that
  /// @param report gets the cost before anything is sent, hash and nonce, and what was charged
  /// @return the transaction's hash, once it has succeeded
  /// @throws ChainException if nothing was sent, or it is in no block in time
  /// @throws Wallet.RefusedException if the contract refuses
  public Bytes32 send(NodeTransaction transaction, boolean again, Consumer<String> report) {
    if (!account.equals(transaction.provider().address())) {
      throw new ChainException(
          "key file: belongs to %s (expected: %s)".formatted(account, transaction.provider()));
    }
    new ChainIdCheck(chain, transaction.chainId()).require();
    String operation = transaction.operation();
    try (Submissions submissions = Submissions.open(chain, signer, folder, waiting, report)) {
      Receipt receipt =
          submissions.submit(operation, again, () -> prepare(transaction, report)).receipt();
      report.accept(
          "block %s holds it, %s was charged for gas"
              .formatted(receipt.block(), receipt.charged().toTics()));
      submissions.end(operation);
      return receipt.transaction();
    }
  }

  private UnsignedTransaction prepare(NodeTransaction transaction, Consumer<String> report) {
    BigInteger value = new BigInteger(transaction.value());
    BigInteger balance = chain.balance(account);
    requireEnough(balance, value);
    UnsignedTransaction unsigned =
        new Wallet(chain, signer, Duration.ZERO)
            .prepare(transaction.to(), value, Hex.parse(transaction.data()));
    BigInteger gas = unsigned.fees().cost(unsigned.gasLimit());
    BigInteger most = value.add(gas);
    report.accept(
        "costs at most %s: %s for the node and %s for gas; %s has %s"
            .formatted(tics(most), tics(value), tics(gas), account, tics(balance)));
    requireEnough(balance, most);
    return unsigned;
  }

  private void requireEnough(BigInteger balance, BigInteger needed) {
    if (balance.compareTo(needed) < 0) {
      throw new ChainException(
          "%s has %s (expected: %s or more): send it the rest first"
              .formatted(account, tics(balance), tics(needed)));
    }
  }

  private static String tics(BigInteger baseUnits) {
    return new TokenAmount(baseUnits).toTics();
  }
}
