package com.qubetics.dvpn.agent.chain;

import com.qubetics.dvpn.agent.setup.NodeTransaction;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The provider's key on a headless host: checks what a node's transaction costs, says so, signs it
/// (EIP-1559) and waits until it is in a block. The key is held for this one transaction.
public final class ProviderWallet {
  private static final byte DYNAMIC_FEE = 2;
  private static final BigInteger TIP = BigInteger.valueOf(1_000_000_000);
  private static final int LOOKS = 60;
  private static final int LOOK_SECONDS = 2;

  private final PrivateKey key;
  private final ChainNode chain;

  public ProviderWallet(PrivateKey key, ChainNode chain) {
    this.key = key;
    this.chain = chain;
  }

  /// @param report gets the cost before anything is sent
  /// @return the transaction's hash, once it has succeeded
  /// @throws ChainException if nothing was sent, or the chain refused what was
  public String send(NodeTransaction transaction, Consumer<String> report)
      throws ChainException, InterruptedException {
    if (!key.address().equals(transaction.provider().address())) {
      throw new ChainException(
          "key file: belongs to %s (expected: %s)"
              .formatted(key.address(), transaction.provider()));
    }
    BigInteger chainId = chain.chainId();
    if (!chainId.equals(BigInteger.valueOf(transaction.chainId()))) {
      throw new ChainException(
          "rpc: chain %s (expected: %d)".formatted(chainId, transaction.chainId()));
    }
    BigInteger value = new BigInteger(transaction.value());
    // Twice the present base fee: what six full blocks in a row can raise it to.
    BigInteger feePerGas = chain.baseFee().shiftLeft(1).add(TIP);
    BigInteger balance = chain.balance(key.address());
    if (balance.compareTo(value) < 0) {
      throw tooPoor(balance, value);
    }
    BigInteger gas = chain.estimateGas(key.address(), transaction.to(), value, transaction.data());
    gas = gas.add(gas.shiftRight(2));
    BigInteger most = value.add(gas.multiply(feePerGas));
    report.accept(
        "costs at most %s: %s for the node and %s for gas; %s has %s"
            .formatted(
                tics(most), tics(value), tics(most.subtract(value)), key.address(), tics(balance)));
    if (balance.compareTo(most) < 0) {
      throw tooPoor(balance, most);
    }
    String hash =
        chain.send(
            sign(
                List.of(
                    Rlp.number(chainId),
                    Rlp.number(chain.transactionCount(key.address())),
                    Rlp.number(TIP),
                    Rlp.number(feePerGas),
                    Rlp.number(gas),
                    Rlp.string(transaction.to().bytes()),
                    Rlp.number(value),
                    Rlp.string(Hex.parse(transaction.data())),
                    Rlp.list(List.of()))));
    report.accept("sent " + hash + ", waiting for a block");
    await(hash);
    return hash;
  }

  private void await(String hash) throws ChainException, InterruptedException {
    for (int look = 0; look < LOOKS; look++) {
      Optional<Boolean> outcome = chain.outcome(hash);
      if (outcome.isPresent()) {
        if (!outcome.get()) {
          throw new ChainException("the chain refused " + hash + ": look at it in an explorer");
        }
        return;
      }
      TimeUnit.SECONDS.sleep(LOOK_SECONDS);
    }
    throw new ChainException(
        hash + " is in no block yet: look at it in an explorer before sending another");
  }

  private byte[] sign(List<byte[]> fields) {
    Bytes32 digest = Keccak.hash(new byte[] {DYNAMIC_FEE}, Rlp.list(fields));
    Signature signature = key.sign(digest);
    byte[] bytes = signature.bytes();
    List<byte[]> signed = new ArrayList<>(fields);
    signed.add(Rlp.number(BigInteger.valueOf(bytes[64] - 27)));
    signed.add(Rlp.number(new BigInteger(1, Arrays.copyOfRange(bytes, 0, 32))));
    signed.add(Rlp.number(new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64))));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(DYNAMIC_FEE);
    all.writeBytes(Rlp.list(signed));
    return all.toByteArray();
  }

  private ChainException tooPoor(BigInteger balance, BigInteger needed) {
    Address account = key.address();
    return new ChainException(
        "%s has %s (expected: %s or more): send it the rest first"
            .formatted(account, tics(balance), tics(needed)));
  }

  private static String tics(BigInteger baseUnits) {
    return new TokenAmount(baseUnits).toTics();
  }
}
