package com.qubetics.dvpn.protocol.login;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// How a wallet signed a login text. The rule for digest and address is this chain's
/// (ethsecp256k1), never what the client says of its key.
public enum LoginProof {
  /// MetaMask, and Keplr's Ethereum calls: `personal_sign`, 65 bytes r ‖ s ‖ v.
  EIP4361 {
    @Override
    public Bytes32 digest(String text, Account account) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      String prefix = "\u0019Ethereum Signed Message:\n" + bytes.length;
      return Keccak.hash(prefix.getBytes(StandardCharsets.UTF_8), bytes);
    }

    @Override
    public byte[] sign(String text, PrivateKey wallet) {
      return wallet.sign(digest(text, new Account(wallet.address()))).bytes();
    }

    @Override
    public boolean verifies(String text, Account account, byte[] signature) {
      return Signature.of(signature)
          .signer(digest(text, account))
          .filter(account.address()::equals)
          .isPresent();
    }
  },

  /// Keplr: `signArbitrary` (ADR-036) over the same bytes, 64 bytes r ‖ s.
  ADR036 {
    @Override
    public Bytes32 digest(String text, Account account) {
      return Keccak.hash(adr036Document(text, account).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] sign(String text, PrivateKey wallet) {
      return Arrays.copyOf(
          wallet.sign(digest(text, new Account(wallet.address()))).bytes(), COMPACT_LENGTH);
    }

    @Override
    public boolean verifies(String text, Account account, byte[] signature) {
      if (signature.length != COMPACT_LENGTH) {
        throw new IllegalArgumentException(
            "signature: %s bytes (expected: %s of ADR-036)"
                .formatted(signature.length, COMPACT_LENGTH));
      }
      return Signature.compactIsBy(account.address(), signature, digest(text, account));
    }
  };

  private static final int COMPACT_LENGTH = 64;

  /// What the wallet's key signs.
  public abstract Bytes32 digest(String text, Account account);

  public abstract byte[] sign(String text, PrivateKey wallet);

  /// Whether `signature` over `text` is of `account`'s key.
  ///
  /// @throws IllegalArgumentException if it has no form in which wallets of this kind sign
  public abstract boolean verifies(String text, Account account, byte[] signature);

  /// The amino JSON sign document of ADR-036, keys sorted, rebuilt by whoever verifies.
  private static String adr036Document(String text, Account account) {
    String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return "{\"account_number\":\"0\",\"chain_id\":\"\",\"fee\":{\"amount\":[],\"gas\":\"0\"},"
        + "\"memo\":\"\",\"msgs\":[{\"type\":\"sign/MsgSignData\",\"value\":{\"data\":\""
        + data
        + "\",\"signer\":\""
        + account.address().toBech32()
        + "\"}}],\"sequence\":\"0\"}";
  }
}
