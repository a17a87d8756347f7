package com.qubetics.dvpn.protocol.release;

import com.qubetics.dvpn.protocol.value.Hex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// A release with its signatures, as the mirror serves it. What is signed is the text itself, so
/// that nobody has to agree on how JSON is written.
///
/// @param release JSON of a [Release]
public record SignedRelease(String release, List<ReleaseSignature> signatures) {
  private static final int MOST_SIGNATURES = 32;
  private static final String PURPOSE = "dvpn-release-v1\n";

  /// @param signature Ed25519 over [#message], 64 bytes in hex
  public record ReleaseSignature(ReleaseKey key, String signature) {

    public ReleaseSignature {
      Objects.requireNonNull(key, "key");
      Hex.parse(signature, 64);
    }

    byte[] bytes() {
      return Hex.parse(signature, 64);
    }
  }

  public SignedRelease {
    Objects.requireNonNull(release, "release");
    signatures = List.copyOf(signatures);
    if (signatures.size() > MOST_SIGNATURES) {
      throw new IllegalArgumentException(
          "signatures: %s (expected: at most %s)".formatted(signatures.size(), MOST_SIGNATURES));
    }
  }

  /// What is signed; its first line keeps it apart from all else that such a key might sign.
  public byte[] message() {
    return (PURPOSE + release).getBytes(StandardCharsets.UTF_8);
  }
}
