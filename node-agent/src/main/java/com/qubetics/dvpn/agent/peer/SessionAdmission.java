package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.firewall.SessionMark;
import com.qubetics.dvpn.agent.usage.AnswerTimes;
import com.qubetics.dvpn.agent.usage.Meter;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Instant;
import java.util.Optional;

/// Whether a session that the control plane wishes may be opened here, and its papers if so.
/// Guarded by the lock of [Sessions].
final class SessionAdmission {
  private static final int MTU = 1420;

  private final Identity identity;
  private final SessionSettings settings;
  private final Roster roster;
  private final GrantJournal journal;
  private final Doubts doubts;
  private final GrantCheck check;
  private final AnswerTimes answers = new AnswerTimes();
  private boolean draining;

  SessionAdmission(
      Identity identity,
      SessionSettings settings,
      Roster roster,
      GrantJournal journal,
      Doubts doubts) {
    this.identity = identity;
    this.settings = settings;
    this.roster = roster;
    this.journal = journal;
    this.doubts = doubts;
    this.check = new GrantCheck(identity.node(), identity.domain());
  }

  void drain(boolean drain) {
    draining = drain;
  }

  Optional<PeerCode> refusal(PeersAnswer.Put put, Instant now) {
    if (draining || doubts.any()) {
      return Optional.of(PeerCode.NODE_NOT_READY);
    }
    if (roster.size() >= settings.maxPeers()) {
      return Optional.of(PeerCode.NODE_FULL);
    }
    Optional<PeerCode> byGrant = check.refusal(put, now.getEpochSecond());
    return byGrant.isPresent() ? byGrant : conflict(put);
  }

  private Optional<PeerCode> conflict(PeersAnswer.Put put) {
    Grant grant = put.grant().message();
    TunnelAddress address;
    try {
      address = TunnelAddress.parse(put.address());
    } catch (IllegalArgumentException e) {
      return Optional.of(PeerCode.ADDRESS_INVALID);
    }
    if (!settings.network().isClient(address)) {
      return Optional.of(PeerCode.ADDRESS_INVALID);
    }
    if (roster.has(address)) {
      return Optional.of(PeerCode.ADDRESS_IN_USE);
    }
    if (roster.has(grant.tunnelKey()) || grant.tunnelKey().equals(identity.tunnelKey())) {
      return Optional.of(PeerCode.KEY_IN_USE);
    }
    Optional<GrantJournal.Entry> known = journal.find(put.sessionId());
    if (known.isPresent()) {
      if (known.get().settled().counted() >= grant.maxBytes().bytes()) {
        return Optional.of(PeerCode.GRANT_SPENT);
      }
      boolean same = !known.get().ended() && known.get().address().equals(address);
      return same ? Optional.empty() : Optional.of(PeerCode.GRANT_USED);
    }
    return grant.notBefore() < journal.floor()
        ? Optional.of(PeerCode.GRANT_FORGOTTEN)
        : Optional.empty();
  }

  /// A ledger that tells no credit shares none out: each session starts as a newcomer's.
  private static Meter.Trust trust(PeersAnswer.Put put) {
    ByteCount credit = put.credit();
    ByteCount signed = put.signedBefore();
    return new Meter.Trust(
        credit == null ? Meter.Trust.NEWCOMER.credit() : credit,
        signed == null ? ByteCount.ZERO : signed);
  }

  /// The session of a wish that nothing refuses, with its offer; nothing is installed by it.
  Session open(PeersAnswer.Put put, Instant now) {
    Grant grant = put.grant().message();
    TunnelAddress address = TunnelAddress.parse(put.address());
    ClientConfig config =
        new ClientConfig(
            put.address(), settings.ipv6().to(address), settings.dns(), MTU, identity.endpoint());
    Offer offer =
        new Offer(
            put.sessionId(),
            identity.tunnelKey(),
            identity.endpoint().hash(),
            config.hash(),
            now.getEpochSecond());
    Meter meter =
        new Meter(
            new Meter.Signer(
                put.sessionId(),
                grant.sessionKey(),
                identity.node(),
                identity.boot(),
                identity.domain(),
                identity.nodeKey()),
            settings.usageInterval().toMillis(),
            answers,
            trust(put),
            now.toEpochMilli());
    journal.find(put.sessionId()).ifPresent(known -> meter.resume(known.settled()));
    return new Session(
        put.sessionId(),
        grant,
        address,
        SessionMark.of(put.sessionId(), identity.nodeKey()),
        TypedMessage.sign(offer, identity.domain(), identity.nodeKey()),
        config,
        meter);
  }
}
