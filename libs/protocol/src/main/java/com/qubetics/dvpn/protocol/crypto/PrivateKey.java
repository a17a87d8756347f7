package com.qubetics.dvpn.protocol.crypto;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import fr.acinq.secp256k1.Secp256k1;
import java.security.SecureRandom;
import java.util.Arrays;

/// A secp256k1 private key. Its `toString` shows the address only; it has no JSON form.
public final class PrivateKey {
  public static final int LENGTH = 32;

  private final byte[] secret;
  private final Address address;

  private PrivateKey(byte[] secret) {
    if (secret.length != LENGTH || !Secp256k1.Companion.secKeyVerify(secret)) {
      throw new IllegalArgumentException("private key: malformed (expected: 32 bytes in range)");
    }
    this.secret = secret;
    this.address = addressOf(Secp256k1.Companion.pubkeyCreate(secret));
  }

  public static PrivateKey of(byte[] secret) {
    return new PrivateKey(secret.clone());
  }

  /// Reads `0x…`, as key files hold it.
  public static PrivateKey parse(String text) {
    return new PrivateKey(Hex.parse(text, LENGTH));
  }

  public static PrivateKey random(SecureRandom random) {
    byte[] secret = new byte[LENGTH];
    do {
      random.nextBytes(secret);
    } while (!Secp256k1.Companion.secKeyVerify(secret));
    return new PrivateKey(secret);
  }

  public Address address() {
    return address;
  }

  /// Signs a digest; deterministic nonce (RFC 6979), low s.
  public Signature sign(Bytes32 digest) {
    byte[] compact = Secp256k1.Companion.sign(digest.bytes(), secret, null);
    byte[] signature = Arrays.copyOf(compact, Signature.LENGTH);
    for (byte v = 27; v <= 28; v++) {
      signature[64] = v;
      Signature candidate = Signature.of(signature);
      if (candidate.signer(digest).filter(address::equals).isPresent()) {
        return candidate;
      }
    }
    throw new IllegalStateException("signature does not recover to its own key");
  }

  /// The compressed public key, 33 bytes, as Cosmos wallets send it.
  public byte[] compressedPublicKey() {
    return Secp256k1.Companion.pubKeyCompress(Secp256k1.Companion.pubkeyCreate(secret));
  }

  /// The secret itself, for key files and for signing chain transactions. Callers wipe their copy.
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public String toString() {
    return "PrivateKey[" + address + "]";
  }

  /// The Ethereum rule: the last 20 bytes of Keccak-256 of the uncompressed key without its prefix.
  static Address addressOf(byte[] publicKey) {
    byte[] uncompressed = Secp256k1.Companion.pubkeyParse(publicKey);
    Bytes32 hash = Keccak.hash(Arrays.copyOfRange(uncompressed, 1, uncompressed.length));
    return Address.of(Arrays.copyOfRange(hash.bytes(), 12, 32));
  }
}
