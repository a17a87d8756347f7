package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One user's use of one node, as recorded when this was read.
///
/// @param number grows with each session; the order of lists
/// @param account absent once erased
/// @param address the client's tunnel address
/// @param notAfter end of the grant
/// @param maxBytes of the grant
/// @param installedAt absent unless the node has installed it
/// @param endedAt absent unless it is over (ended or refused)
/// @param reason stable code of why it is over
/// @param offer absent unless installed
public record Session(
    SessionId id,
    long number,
    @Nullable Account account,
    NodeId node,
    SessionKey sessionKey,
    String address,
    SessionState state,
    Instant notAfter,
    ByteCount maxBytes,
    Instant recordedAt,
    @Nullable Instant installedAt,
    @Nullable Instant endedAt,
    @Nullable String reason,
    @Nullable Signed<Offer> offer,
    @Nullable ClientConfig clientConfig,
    ByteCount countedBytes) {

  public boolean isAlive() {
    return !state.isOver();
  }

  boolean wasInstalled() {
    return installedAt != null;
  }

  boolean belongsTo(Account asking) {
    return asking.equals(account);
  }
}
