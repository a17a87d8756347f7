package com.qubetics.dvpn.agent.update;

import com.qubetics.dvpn.protocol.release.ReleaseKey;
import com.qubetics.dvpn.protocol.release.ReleaseKeys;
import com.qubetics.dvpn.protocol.release.SignedRelease;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Three who may release, of whom two must sign.
final class Signers {
  private final List<KeyPair> pairs = Stream.generate(Signers::pair).limit(3).toList();

  ReleaseKeys keys() {
    return new ReleaseKeys(pairs.stream().map(Signers::key).toList(), 2, Optional.empty());
  }

  /// Signed by these of the three, 0 to 2.
  SignedRelease sign(String text, int... who) {
    byte[] message = new SignedRelease(text, List.of()).message();
    return new SignedRelease(
        text,
        Arrays.stream(who)
            .mapToObj(pairs::get)
            .map(pair -> new SignedRelease.ReleaseSignature(key(pair), sign(pair, message)))
            .toList());
  }

  private static String sign(KeyPair pair, byte[] message) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(message);
      return Hex.format(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static ReleaseKey key(KeyPair pair) {
    byte[] encoded = pair.getPublic().getEncoded();
    return new ReleaseKey(
        Bytes32.of(Arrays.copyOfRange(encoded, encoded.length - Bytes32.LENGTH, encoded.length)));
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
