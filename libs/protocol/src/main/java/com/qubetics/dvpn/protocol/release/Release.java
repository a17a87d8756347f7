package com.qubetics.dvpn.protocol.release;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Objects;

/// One release of the node agent's package, as its signers describe it.
///
/// @param url where the package lies; relative to where the release was loaded from, or absolute
/// @param sizeBytes of the package, exactly
/// @param minimumFrom older nodes can't go straight to this one
/// @param stagePercent share of the nodes that may install it; raised by a newly signed release
/// @param expiresAt afterwards the release says nothing: a mirror can't hold nodes on it for good
public record Release(
    Version version,
    String url,
    Bytes32 sha256,
    long sizeBytes,
    Version minimumFrom,
    int stagePercent,
    Instant publishedAt,
    Instant expiresAt) {

  public Release {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(minimumFrom, "minimumFrom");
    URI.create(url);
    if (sizeBytes < 1) {
      throw new IllegalArgumentException("size: %s (expected: 1 or more)".formatted(sizeBytes));
    }
    if (stagePercent < 0 || stagePercent > 100) {
      throw new IllegalArgumentException("stage: %s (expected: 0 to 100)".formatted(stagePercent));
    }
    if (!publishedAt.isBefore(expiresAt)) {
      throw new IllegalArgumentException("expiry: not after the publication");
    }
  }

  /// Whether the node is among those that may install it. Each release draws anew, so that no node
  /// is always first.
  public boolean isFor(NodeId node) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(node.address().bytes());
      digest.update(version.toString().getBytes(StandardCharsets.US_ASCII));
      long drawn = ByteBuffer.wrap(digest.digest()).getLong();
      return Long.remainderUnsigned(drawn, 100) < stagePercent;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
