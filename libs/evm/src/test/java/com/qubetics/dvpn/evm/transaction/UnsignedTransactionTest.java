package com.qubetics.dvpn.evm.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.ContractUtils;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/// web3j makes the same of the same transaction and key.
class UnsignedTransactionTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void isSignedAsWeb3jSignsIt() {
    for (int round = 0; round < 300; round++) {
      PrivateKey key = PrivateKey.of(bytes(32));
      BigInteger tip = new BigInteger(random.nextInt(1, 60), random);
      UnsignedTransaction ours =
          new UnsignedTransaction(
              random.nextLong(1, 100_000),
              random.nextLong(0, 1L << random.nextInt(1, 40)),
              random.nextLong(0, 1L << 30),
              random.nextInt(4) == 0 ? null : Address.of(bytes(20)),
              new BigInteger(random.nextInt(100), random),
              bytes(random.nextInt(300)),
              new Fees(tip.add(new BigInteger(60, random)), tip));
      Address to = ours.to();
      RawTransaction theirs =
          RawTransaction.createTransaction(
              ours.chainId(),
              BigInteger.valueOf(ours.nonce()),
              BigInteger.valueOf(ours.gasLimit()),
              to == null ? "" : to.toString(),
              ours.value(),
              Hex.format(ours.data()),
              tip,
              ours.fees().maxFee());
      byte[] signed =
          TransactionEncoder.signMessage(theirs, Credentials.create(Hex.format(key.secret())));
      assertThat(Hex.format(ours.sign(Signer.of(key)).raw()))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(Hex.format(signed));
    }
  }

  @Test
  void createsAContractWhereWeb3jExpectsIt() {
    for (int round = 0; round < 100; round++) {
      Address sender = Address.of(bytes(20));
      long nonce = random.nextLong(0, 1L << random.nextInt(1, 40));
      assertThat(UnsignedTransaction.created(sender, nonce).bytes())
          .isEqualTo(
              ContractUtils.generateContractAddress(sender.bytes(), BigInteger.valueOf(nonce)));
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
