package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What lies behind one row of the session file: the signed grants, usages and acks it was counted
/// from. The row commits to it by `keccak256(salt ‖ keccak256(text))`; without the salt the
/// commitment tells nothing about sessions that are not opened.
///
/// @param salt 32 random bytes per row
/// @param sessions in any order; kept sorted by session id
/// @param domain the EIP-712 domain the messages are signed under; not part of the text
public record Opening(
    NodeId node, Bytes32 pseudonym, Bytes32 salt, List<OpenedSession> sessions, Domain domain)
    implements Comparable<Opening> {
  /// Whole mebibytes that may be carried: less than one each of what a pass, the free allowance and
  /// nobody pays.
  private static final long MOST_CARRIED_MIB = 2;

  private static final Comparator<Opening> ORDER =
      Comparator.comparing(Opening::node).thenComparing(Opening::pseudonym);

  public Opening {
    sessions =
        sessions.stream()
            .sorted(Comparator.comparing(session -> session.grant().message().sessionId(domain)))
            .toList();
  }

  /// Reads the lines that [#text] writes.
  ///
  /// @throws IllegalArgumentException unless `text` is exactly in that form
  public static Opening parse(
      NodeId node, Bytes32 pseudonym, Bytes32 salt, String text, Domain domain) {
    List<OpenedSession> sessions = List.of();
    if (!text.isEmpty()) {
      FileLines lines = FileLines.of(text);
      sessions = sessions(lines, node, domain);
      lines.end();
    }
    Opening opening = new Opening(node, pseudonym, salt, sessions, domain);
    FileLines.same(text, opening.text());
    return opening;
  }

  static List<OpenedSession> sessions(FileLines lines, NodeId node, Domain domain) {
    List<OpenedSession> sessions = new ArrayList<>();
    while (lines.at("grant")) {
      FileLines.Fields grant = lines.take("grant", 7);
      Signed<Grant> signed =
          new Signed<>(
              new Grant(
                  new SessionKey(grant.address()),
                  node,
                  TunnelKey.parse(grant.text()),
                  grant.bytes(),
                  grant.number(),
                  grant.number(),
                  grant.bytes32()),
              grant.signature());
      SessionId id = signed.message().sessionId(domain);
      List<OpenedBoot> boots = new ArrayList<>();
      while (lines.at("before")) {
        boots.add(boot(lines, id, node, domain));
      }
      sessions.add(new OpenedSession(signed, boots));
    }
    return sessions;
  }

  private static OpenedBoot boot(FileLines lines, SessionId id, NodeId node, Domain domain) {
    FileLines.Fields before = lines.take("before", 2);
    BootId boot = BootId.parse(before.text());
    ByteCount sealed = before.bytes();
    FileLines.Fields usage = lines.take("usage", 6);
    if (!BootId.parse(usage.text()).equals(boot)) {
      throw new IllegalArgumentException("usage: another boot than the line before it");
    }
    Usage message =
        new Usage(id, node, boot, usage.number(), usage.bytes(), usage.bytes(), usage.number());
    Signature usageSignature = usage.signature();
    FileLines.Fields ack = lines.take("ack", 3);
    return new OpenedBoot(
        sealed,
        new Signed<>(message, usageSignature),
        new Signed<>(new Ack(message.digest(domain), ack.bytes(), ack.bytes()), ack.signature()));
  }

  /// The opening text: the lines after `row`, each ended by LF.
  public String text() {
    StringBuilder text = new StringBuilder();
    for (OpenedSession session : sessions) {
      Grant grant = session.grant().message();
      text.append(
          FileLines.line(
              "grant",
              grant.sessionKey(),
              grant.tunnelKey(),
              grant.maxBytes(),
              grant.notBefore(),
              grant.notAfter(),
              grant.nonce(),
              session.grant().signature()));
      for (OpenedBoot boot : session.boots()) {
        Usage usage = boot.usage().message();
        Ack ack = boot.ack().message();
        text.append(FileLines.line("before", usage.boot(), boot.before()))
            .append(
                FileLines.line(
                    "usage",
                    usage.boot(),
                    usage.seq(),
                    usage.rx(),
                    usage.tx(),
                    usage.at(),
                    boot.usage().signature()))
            .append(FileLines.line("ack", ack.rx(), ack.tx(), boot.ack().signature()));
      }
    }
    return text.toString();
  }

  public Bytes32 commitment() {
    return Keccak.hash(salt.bytes(), FileLines.hash(text()).bytes());
  }

  public ByteCount counted() {
    return sessions.stream().map(OpenedSession::counted).reduce(ByteCount.ZERO, ByteCount::plus);
  }

  /// What is wrong with this opening as that of `row`; empty if it proves the row: the commitment,
  /// every signature, that usage and ack belong to the grant's session, and the counted mebibytes,
  /// beside which less than three may be carried.
  public Optional<String> fault(SessionRow row) {
    if (!row.node().equals(node) || !row.pseudonym().equals(pseudonym)) {
      return Optional.of("opens another row");
    }
    if (!row.commitment().equals(commitment())) {
      return Optional.of("commitment differs");
    }
    for (OpenedSession session : sessions) {
      Optional<String> fault = fault(session);
      if (fault.isPresent()) {
        return fault;
      }
    }
    long carriedMib = counted().toMebibytes() - row.countedMib();
    return carriedMib >= 0 && carriedMib <= MOST_CARRIED_MIB
        ? Optional.empty()
        : Optional.of("counts %s bytes (row: %s MiB)".formatted(counted(), row.countedMib()));
  }

  private Optional<String> fault(OpenedSession session) {
    Grant grant = session.grant().message();
    SessionId id = grant.sessionId(domain);
    if (!grant.node().equals(node) || !session.grant().isBy(grant.sessionKey().address(), domain)) {
      return Optional.of("grant of session %s is not signed by its session key".formatted(id));
    }
    for (OpenedBoot boot : session.boots()) {
      Usage usage = boot.usage().message();
      if (!usage.sessionId().equals(id)
          || !usage.node().equals(node)
          || !boot.usage().isBy(node.address(), domain)) {
        return Optional.of("usage of session %s is not signed by the node".formatted(id));
      }
      if (!boot.ack().message().answers(usage, domain)
          || !boot.ack().isBy(grant.sessionKey().address(), domain)) {
        return Optional.of("ack of session %s is not signed by its session key".formatted(id));
      }
    }
    return Optional.empty();
  }

  @Override
  public int compareTo(Opening other) {
    return ORDER.compare(this, other);
  }
}
