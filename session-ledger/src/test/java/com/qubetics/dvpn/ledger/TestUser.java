package com.qubetics.dvpn.ledger;

import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Certificate;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A user's app: its keys, and what it asks of the ledger.
public final class TestUser {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ByteCount MUCH = ByteCount.ofMebibytes(1 << 20);

  private final RunningLedger ledger;
  private final Account account = new Account(PrivateKey.random(RANDOM).address());
  private final PrivateKey appKey = PrivateKey.random(RANDOM);
  private final PrivateKey sessionKey = PrivateKey.random(RANDOM);

  TestUser(RunningLedger ledger) {
    this.ledger = ledger;
  }

  public Account account() {
    return account;
  }

  /// A request for a session at the first of these nodes that takes it.
  public Map<String, Object> request(TestNode... nodes) {
    return request(MUCH, nodes);
  }

  Map<String, Object> request(ByteCount maxBytes, TestNode... nodes) {
    long now = RunningLedger.CLOCK.instant().getEpochSecond();
    Certificate certificate =
        new Certificate(account, new SessionKey(sessionKey.address()), now + 3_600);
    List<Signed<Grant>> grants = Arrays.stream(nodes).map(node -> grant(node, maxBytes)).toList();
    return Map.of(
        "certificate",
        TypedMessage.sign(certificate, RunningLedger.DOMAIN, appKey),
        "grants",
        grants);
  }

  public Signed<Grant> grant(TestNode node) {
    return grant(node, MUCH);
  }

  private Signed<Grant> grant(TestNode node, ByteCount maxBytes) {
    long now = RunningLedger.CLOCK.instant().getEpochSecond();
    Grant grant =
        new Grant(
            new SessionKey(sessionKey.address()),
            node.id(),
            new TunnelKey(random()),
            maxBytes,
            now,
            now + Duration.ofHours(20).toSeconds(),
            random());
    return TypedMessage.sign(grant, RunningLedger.DOMAIN, sessionKey);
  }

  public Answer open(Map<String, Object> request) {
    return call("POST", "/api/v1/sessions", request);
  }

  public SessionId opened(TestNode... nodes) {
    Answer answer = open(request(nodes));
    if (answer.status() != 200) {
      throw new AssertionError(answer.text());
    }
    return SessionId.parse(answer.json().get("sessionId").asString());
  }

  Signed<Ack> ack(Signed<Usage> usage, long rx, long tx) {
    Ack ack =
        new Ack(usage.message().digest(RunningLedger.DOMAIN), new ByteCount(rx), new ByteCount(tx));
    return TypedMessage.sign(ack, RunningLedger.DOMAIN, sessionKey);
  }

  /// An ack for all that the usage states.
  public Signed<Ack> ack(Signed<Usage> usage) {
    return ack(usage, usage.message().rx().bytes(), usage.message().tx().bytes());
  }

  public Answer post(SessionId session, Signed<Ack> ack) {
    return call("POST", "/api/v1/sessions/" + session + "/acks", ack);
  }

  Answer newestUsage(SessionId session, String after, int wait) {
    return call(
        "GET",
        "/api/v1/sessions/"
            + session
            + "/usage?wait="
            + wait
            + (after.isEmpty() ? "" : "&after=" + after),
        null);
  }

  public Answer end(SessionId session) {
    return call("DELETE", "/api/v1/sessions/" + session, null);
  }

  public Answer call(String method, String path, Object body) {
    return ledger.call(subject(), method, path, body);
  }

  Subject subject() {
    return new Subject.User(account, new AppKey(appKey.address()));
  }

  private static Bytes32 random() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    RANDOM.nextBytes(bytes);
    return Bytes32.of(bytes);
  }
}
