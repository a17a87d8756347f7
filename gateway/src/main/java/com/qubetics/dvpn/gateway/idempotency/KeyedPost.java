package com.qubetics.dvpn.gateway.idempotency;

import com.qubetics.dvpn.gateway.caller.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A POST under a key, as it may be at rest: digests, and answers that only the same caller with
/// the same key and the same body can open. So neither a table nor its copy gives away a token
/// (invariant I11).
///
/// How it works, and why: an answer is sealed by AES-GCM under a digest of caller, key and request
/// that is stored nowhere. The request is in it since it holds what nobody can guess (a signature),
/// where the key may be a mere counter. The nonce is random, since a request that failed half-way
/// may be answered otherwise the second time.
///
/// @param caller digest of who calls
/// @param id digest of caller and key
/// @param request digest of method, target and body: another one under the same key is refused
/// @param secret seals the answer; never stored
record KeyedPost(byte[] caller, byte[] id, byte[] request, byte[] secret) {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /// All callers that prove nothing before their body is read.
  static final byte[] NOBODY = digest("caller");

  static KeyedPost of(
      Optional<Caller> known, IdempotencyKey key, HttpServletRequest request, byte[] body) {
    byte[] caller = known.map(KeyedPost::digest).orElse(NOBODY);
    String query = request.getQueryString();
    byte[] asked =
        digest(
            "request",
            bytes(request.getMethod()),
            bytes(request.getRequestURI()),
            bytes(query == null ? "" : "?" + query),
            body);
    return new KeyedPost(
        caller,
        digest("id", caller, bytes(key.value())),
        asked,
        digest("secret", caller, bytes(key.value()), bytes(request.getMethod()), asked, body));
  }

  /// An account's keys are its own, whichever of its apps sends them.
  private static byte[] digest(Caller caller) {
    return switch (caller) {
      case Caller.User user -> digest("account", bytes(user.account().toString()));
      case Caller.Agent agent -> digest("node", bytes(agent.node().toString()));
    };
  }

  byte[] seal(byte[] answer, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, answer);
    return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
  }

  byte[] open(byte[] sealed) {
    return cipher(
        Cipher.DECRYPT_MODE,
        Arrays.copyOf(sealed, NONCE_BYTES),
        Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
  }

  private byte[] cipher(int mode, byte[] nonce, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a kept answer can't be sealed or opened", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Each part with its length, so that no two lists of parts are the same bytes.
  private static byte[] digest(String purpose, byte[]... parts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes("dvpn idempotency " + purpose));
      for (byte[] part : parts) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
        sha256.update(part);
      }
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
