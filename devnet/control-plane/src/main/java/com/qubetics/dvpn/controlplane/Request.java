package com.qubetics.dvpn.controlplane;

import static com.qubetics.dvpn.controlplane.FakeControlPlane.NETWORK;
import static com.qubetics.dvpn.controlplane.Refused.unless;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.node.AgentRequest;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What somebody asked, read to its end.
record Request(String method, URI target, Headers headers, byte[] body, InetAddress from) {
  private static final Pattern SIGNED =
      Pattern.compile("DvpnNode node=(0x[0-9a-fA-F]{40}),at=([0-9]+),signature=(0x[0-9a-f]{130})");
  private static final Pattern ID = Pattern.compile("/(0x[0-9a-fA-F]{64})(?=/|$)");

  static Request of(HttpExchange exchange) throws IOException {
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI(),
        exchange.getRequestHeaders(),
        exchange.getRequestBody().readAllBytes(),
        exchange.getRemoteAddress().getAddress());
  }

  /// As `GET /api/v1/sessions/{id}`.
  String route() {
    return method + " " + ID.matcher(target.getRawPath()).replaceAll("/{id}");
  }

  /// The one of the path.
  SessionId session() {
    Matcher id = ID.matcher(target.getRawPath());
    if (!id.find()) {
      throw new IllegalStateException(target + " names no session");
    }
    return SessionId.parse(id.group(1));
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.getFirst(name));
  }

  /// A parameter of the query.
  Optional<String> query(String name) {
    Matcher value = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(target.toString());
    return value.find() ? Optional.of(value.group(1)) : Optional.empty();
  }

  /// The node that signed it.
  ///
  /// @throws Refused if none did
  NodeId signer() {
    Matcher word = SIGNED.matcher(header("Authorization").orElse(""));
    unless(word.matches(), ProblemCode.UNAUTHENTICATED);
    NodeId node = NodeId.parse(word.group(1));
    long at = Long.parseLong(word.group(2));
    unless(
        ClockTolerance.covers(Instant.ofEpochSecond(at), Instant.now()),
        ProblemCode.AGENT_CLOCK_WRONG);
    AgentRequest asked = new AgentRequest(node, method, target.toString(), Keccak.hash(body), at);
    unless(
        new Signed<>(asked, Signature.parse(word.group(3))).isBy(node.address(), NETWORK.domain()),
        ProblemCode.SIGNATURE_INVALID);
    return node;
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  <T> T read(Class<T> type) {
    return Json.read(body, type);
  }

  <T> T read(TypeReference<T> type) {
    return JsonMapper.shared().readValue(body, type);
  }
}
