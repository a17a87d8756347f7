package com.qubetics.dvpn.http.caller;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keys as `openssl` writes them (RFC 7468).
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");

  private Pem() {}

  /// The contents of a file that has blocks of this type and nothing else; never empty.
  ///
  /// @throws IllegalArgumentException otherwise; shows no content
  static List<byte[]> blocks(String type, String text) {
    List<byte[]> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    int end = 0;
    while (block.find() && block.start() == end && block.group(1).equals(type)) {
      blocks.add(Base64.getMimeDecoder().decode(block.group(2)));
      end = block.end();
    }
    if (blocks.isEmpty() || end != text.length()) {
      throw new IllegalArgumentException("something else than PEM blocks of a " + type);
    }
    return blocks;
  }
}
