package com.qubetics.dvpn.wire.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node's desired peers, or what changed of them since the revision that its agent named.
///
/// @param era names the life of the ledger's database; larger in each later one
/// @param revision of this node in that life; an agent ignores what is older than it has
/// @param full whether `put` is everything: a session that is not in it is over
/// @param put peers to be there, each with its newest verified ack
/// @param remove sessions whose peers are to go; applied before `put`
public record PeersAnswer(
    long era, long revision, boolean full, List<Put> put, List<SessionId> remove) {

  public PeersAnswer {
    put = put == null ? List.of() : List.copyOf(put);
    remove = remove == null ? List.of() : List.copyOf(remove);
  }

  /// A session that this node should serve. Nothing in it is believed before the grant is verified.
  ///
  /// @param address the client's tunnel address, an IPv4 literal
  /// @param ack the client's newest, if any
  /// @param signedBefore bytes that the account has signed for in earlier sessions, in coarse
  ///   steps; null: next to nothing, as far as the ledger remembers
  /// @param credit bytes that the session may have unsigned before its client has signed, in coarse
  ///   steps; after that, with a quarter of what it has signed; null: 32 MiB
  public record Put(
      SessionId sessionId,
      Signed<Grant> grant,
      String address,
      @Nullable Signed<Ack> ack,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ByteCount signedBefore,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ByteCount credit) {
    /// Of a newcomer.
    public Put(
        SessionId sessionId, Signed<Grant> grant, String address, @Nullable Signed<Ack> ack) {
      this(sessionId, grant, address, ack, null, null);
    }

    public Put {
      Objects.requireNonNull(sessionId, "sessionId");
      Objects.requireNonNull(grant, "grant");
      Objects.requireNonNull(address, "address");
    }
  }

  /// What an agent hears that has everything.
  public static PeersAnswer nothingSince(Revision known) {
    return new PeersAnswer(known.era(), known.revision(), false, List.of(), List.of());
  }

  public Revision at() {
    return new Revision(era, revision);
  }
}
