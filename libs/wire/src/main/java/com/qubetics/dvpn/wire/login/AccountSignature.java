package com.qubetics.dvpn.wire.login;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.util.Objects;

/// Asks whether a contract account, such as a Safe, signed a hash (EIP-1271, EIP-6492).
///
/// @param hash what a key would have signed: of a login text, as EIP-191 has it
/// @param signature `0x…`, of any form: the account's contract alone can read it; at most
///   [#MOST_BYTES]
public record AccountSignature(Account account, Bytes32 hash, String signature) {
  public static final int MOST_BYTES = 8192;

  public AccountSignature {
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(hash, "hash");
    Objects.requireNonNull(signature, "signature");
    int length;
    try {
      length = Hex.parse(signature).length;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("signature: malformed (expected: 0x and bytes)", e);
    }
    if (length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "signature: %s bytes (expected: at most %s)".formatted(length, MOST_BYTES));
    }
  }

  public byte[] bytes() {
    return Hex.parse(signature);
  }

  public record Answer(Verdict verdict) {
    public Answer {
      Objects.requireNonNull(verdict, "verdict");
    }
  }

  /// What came of a question.
  public enum Verdict {
    /// The contract says that the signature is its own.
    HOLDS,
    /// The contract does not say so.
    REFUSED,
    /// The account is no contract at the newest confirmed block, and the signature does not say how
    /// to make it one.
    NO_CONTRACT,
    /// What stands before EIP-6492's mark is not a factory, a call and a signature.
    MALFORMED
  }
}
