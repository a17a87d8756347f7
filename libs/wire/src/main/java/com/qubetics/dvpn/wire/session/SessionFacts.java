package com.qubetics.dvpn.wire.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session as its user sees it.
///
/// @param reason why it was refused or ended: as the code of an [Attempt]
/// @param clientConfig absent until a node has installed it, like `offer`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionFacts(
    SessionId sessionId,
    NodeId node,
    SessionState state,
    @Nullable String reason,
    Instant recordedAt,
    @Nullable Instant installedAt,
    @Nullable Instant endedAt,
    Instant notAfter,
    @Nullable ClientConfig clientConfig,
    @Nullable Signed<Offer> offer,
    ByteCount countedBytes) {

  /// @param nextCursor null on the last page
  public record Page(List<SessionFacts> items, @Nullable String nextCursor) {}
}
