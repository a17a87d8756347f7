package com.qubetics.dvpn.ledger;

import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.ledger.RunningLedger.Answer;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;

/// A node whose agent does as the protocol says, without a tunnel.
public final class TestNode implements AutoCloseable {
  static final String ENDPOINT = "198.51.100.7:51820";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final RunningLedger ledger;
  private final PrivateKey key = PrivateKey.random(RANDOM);
  private final BootId boot = BootId.random(RANDOM);
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile String network = "";

  TestNode(RunningLedger ledger) {
    this.ledger = ledger;
  }

  NodeId id() {
    return new NodeId(key.address());
  }

  BootId boot() {
    return boot;
  }

  /// Its agent tells with each poll that the tunnel has this network.
  ///
  /// @param said empty: it tells none
  TestNode withNetwork(String said) {
    network = said;
    return this;
  }

  /// Starts an agent that installs every peer it is told of.
  public TestNode serving() {
    running.set(true);
    Thread.ofVirtual()
        .start(
            () -> {
              String after = "";
              while (running.get()) {
                JsonNode changes = peers(after).json();
                after = changes.get("era").asLong() + ":" + changes.get("revision").asLong();
                changes.get("remove").forEach(id -> removed(id.asString()));
                changes.get("put").forEach(this::install);
              }
            });
    return this;
  }

  /// @param after empty: nothing is known
  Answer peers(String after) {
    List<String> query = new ArrayList<>();
    if (!after.isEmpty()) {
      query.add("after=" + after);
    }
    if (!network.isEmpty()) {
      query.add("network=" + network);
    }
    String asked = query.isEmpty() ? "" : "?" + String.join("&", query);
    return call("GET", "/api/v1/agent/peers" + asked, null);
  }

  Answer install(JsonNode peer) {
    SessionId session = SessionId.parse(peer.get("sessionId").asString());
    ClientConfig config =
        new ClientConfig(
            peer.get("address").asString(), "10.77.0.1", 1380, Endpoint.parse(ENDPOINT));
    Offer offer =
        new Offer(
            session,
            TunnelKey.parse("0x" + "11".repeat(32)),
            config.endpoint().hash(),
            config.hash(),
            RunningLedger.CLOCK.instant().getEpochSecond());
    return result(
        Map.of(
            "sessionId",
            session.toString(),
            "outcome",
            "INSTALLED",
            "offer",
            TypedMessage.sign(offer, RunningLedger.DOMAIN, key),
            "clientConfig",
            config));
  }

  Answer removed(String session) {
    return result(Map.of("sessionId", session, "outcome", "REMOVED"));
  }

  Answer result(Map<String, Object> result) {
    return call("POST", "/api/v1/agent/peers/results", Map.of("results", List.of(result)));
  }

  public Signed<Usage> usage(SessionId session, long seq, long rx, long tx) {
    return usage(session, boot, seq, rx, tx);
  }

  /// Of a clock that is far ahead, so that bytes count when they are stated; the same numbers are
  /// the same statement.
  Signed<Usage> usage(SessionId session, BootId of, long seq, long rx, long tx) {
    return usageAt(1_900_000_000L + seq, session, of, seq, rx, tx);
  }

  Signed<Usage> usageAt(Instant at, SessionId session, long seq, long rx, long tx) {
    return usageAt(at, session, boot, seq, rx, tx);
  }

  Signed<Usage> usageAt(Instant at, SessionId session, BootId of, long seq, long rx, long tx) {
    return usageAt(at.getEpochSecond(), session, of, seq, rx, tx);
  }

  private Signed<Usage> usageAt(long at, SessionId session, BootId of, long seq, long rx, long tx) {
    Usage usage = new Usage(session, id(), of, seq, new ByteCount(rx), new ByteCount(tx), at);
    return TypedMessage.sign(usage, RunningLedger.DOMAIN, key);
  }

  @SafeVarargs
  public final Answer state(Signed<Usage>... usages) {
    return call(
        "POST",
        "/api/v1/agent/usage",
        Map.of(
            "items",
            java.util.Arrays.stream(usages)
                .map(usage -> Map.of("usage", usage, "paused", false))
                .toList()));
  }

  private Answer call(String method, String path, Object body) {
    return ledger.call(new Subject.Node(id()), method, path, body);
  }

  @Override
  public void close() {
    running.set(false);
  }
}
