package com.qubetics.dvpn.http.caller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The one request that a token opens.
///
/// @param method as sent, upper case for what HTTP names
/// @param target path and, after a question mark, query; raw, exactly as the service receives them
public record RequestLine(String method, String target) {

  public static RequestLine of(String method, String path, @Nullable String query) {
    return new RequestLine(method, query == null ? path : path + "?" + query);
  }

  /// SHA-256 of `METHOD TARGET`, base64url without padding.
  String digest() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((method + " " + target).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
