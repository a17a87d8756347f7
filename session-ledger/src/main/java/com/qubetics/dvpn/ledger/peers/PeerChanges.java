package com.qubetics.dvpn.ledger.peers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an agent has to change to get from the revision it named to `revision`.
///
/// @param dbEpoch names the life of the database; larger in each later one
/// @param revision of this node in that life; an agent ignores what is older than it has
/// @param full whether `put` is the whole set and everything else is to be removed
/// @param put peers to be there, each with its newest verified ack
/// @param remove sessions whose peers are to go; applied before `put`
record PeerChanges(
    long dbEpoch, long revision, boolean full, List<Peer> put, List<SessionId> remove) {

  PeerChanges {
    put = List.copyOf(put);
    remove = List.copyOf(remove);
  }

  /// @param address the client's tunnel address
  /// @param signedBefore of [SignedBefore]; absent for a newcomer
  record Peer(
      SessionId sessionId,
      Signed<Grant> grant,
      String address,
      @Nullable Signed<Ack> ack,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ByteCount signedBefore) {}

  /// What an agent knows already. Written `dbEpoch:revision`.
  record Known(long dbEpoch, long revision) {
    static final Known NOTHING = new Known(0, 0);

    /// @throws IllegalArgumentException if malformed
    static Known parse(String text) {
      if (text.isBlank()) {
        return NOTHING;
      }
      if (!text.matches("[0-9]{1,18}:[0-9]{1,18}")) {
        throw new IllegalArgumentException("after: malformed (expected: dbEpoch:revision)");
      }
      int colon = text.indexOf(':');
      return new Known(
          Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
    }
  }
}
