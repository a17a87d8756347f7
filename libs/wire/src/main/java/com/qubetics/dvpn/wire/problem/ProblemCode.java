package com.qubetics.dvpn.wire.problem;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Every code of a refusal that is ours; beside them stand the names of HTTP statuses, for what a
/// server's framework refuses, and the contracts' errors.
public enum ProblemCode {
  // --- any call
  MALFORMED(400),
  UNAUTHENTICATED(401),
  TOKEN_INVALID(401),
  SIGNATURE_INVALID(401),
  WRONG_CALLER(403),
  ORIGIN_NOT_ALLOWED(403),
  NOT_THE_GATEWAY(403),
  NOT_FOR_THIS_SERVICE(403),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  BODY_TOO_SLOW(408),
  BODY_TOO_LARGE(413),
  TOO_MANY_ITEMS(413),
  UNSUPPORTED_MEDIA_TYPE(415),
  RATE_LIMITED(429),
  TOO_MANY_AT_ONCE(429),
  INTERNAL(500),
  UPSTREAM_UNAVAILABLE(502),
  UNAVAILABLE(503),
  OVERLOADED(503),
  BUSY(503),
  CHAIN_UNAVAILABLE(503),
  CHAIN_UNREACHABLE(503),
  UPSTREAM_TIMEOUT(504),

  // --- posts that are done once
  IDEMPOTENCY_KEY_MALFORMED(400),
  IDEMPOTENCY_KEY_IN_FLIGHT(409),
  IDEMPOTENCY_KEY_REUSED(422),

  // --- login
  LOGIN_TEXT_MALFORMED(400),
  SIGNATURE_MALFORMED(400),
  LOGIN_AUTHORITY_UNKNOWN(401),
  LOGIN_NETWORK_WRONG(401),
  LOGIN_CLOCK_WRONG(401),
  LOGIN_EXPIRED(401),
  LOGIN_TOO_LONG(401),
  NONCE_UNUSABLE(401),
  APP_KEY_UNPROVEN(401),
  APP_KEY_NOT_DELEGATED(401),
  APP_KEY_UNKNOWN(404),
  APP_KEY_UNUSABLE(409),

  // --- agents
  AGENT_AUTHORIZATION_MALFORMED(401),
  AGENT_CLOCK_WRONG(401),
  AGENT_REQUEST_REPEATED(401),
  NODE_NOT_REGISTERED(404),
  TUNNEL_NETWORK_REFUSED(422),
  PLACE_WRONG(422),

  // --- selections and sessions
  NOT_CAUGHT_UP(503),
  NO_ALLOWANCE(402),
  BAD_CERTIFICATE(403),
  SESSION_UNKNOWN(404),
  UNSIGNED_CLOSE(409),
  BAD_GRANT(422),
  TOO_MANY_SESSIONS(429),
  NO_NODE_INSTALLED(503),
  ACK_FALLS(409),
  TOO_LATE(409),
  BAD_SIGNATURE(422),
  USAGE_UNKNOWN(422),
  ACK_ABOVE_USAGE(422),
  ACK_IMPOSSIBLE(422),

  // --- what is published
  NODE_UNKNOWN(404),
  SLOT_UNKNOWN(404),
  EPOCH_UNKNOWN(404),
  EPOCH_NOT_SEALED(404),
  OPENINGS_NOT_DRAWN(404),
  REWARDS_NOT_READY(404),

  // --- wallets
  NOT_YOUR_ACCOUNT(403),
  NOTHING_TO_CLAIM(409),
  PROOF_NONCE_WRONG(422),
  PROOF_INVALID(422),
  BALANCE_TOO_LOW(422),

  // --- an agent's or client's own: nobody was asked, or what came is no answer
  ANSWER_MALFORMED(0),
  CA_UNREADABLE(0),
  INTERRUPTED(0),
  NO_ANSWER(0),
  UNREACHABLE(0),

  // --- the client's own
  ALREADY_CONNECTED(0),
  APP_KEY_EXPIRED(0),
  FOREIGN_TOKEN(0),
  HOME_NOT_WRITABLE(0),
  HOME_UNREADABLE(0),
  INTERFACE_EXISTS(0),
  LOGIN_TEXT_FOREIGN(0),
  NODE_NOT_ON_CHAIN(0),
  NOT_CONNECTED(0),
  NOT_FOR_SALE(0),
  NOT_LOGGED_IN(0),
  NO_CANDIDATE(0),
  PLACE_AMBIGUOUS(0),
  PLACE_UNKNOWN(0),
  NO_HANDSHAKE(0),
  NO_PACKET(0),
  /// The session is none of the grants', or not of the node it names.
  OFFER_NOT_GRANTED(0),
  /// Not signed by the node key, or for another session.
  OFFER_NOT_BY_NODE(0),
  /// Signed more than 120 s ago or ahead.
  OFFER_OUT_OF_TIME(0),
  /// The configuration is not the one the node signed.
  OFFER_OTHER_CONFIG(0),
  /// The chain has another endpoint for the node.
  OFFER_OTHER_ENDPOINT(0),
  /// The chain has another tunnel key for the node.
  OFFER_OTHER_TUNNEL_KEY(0),
  OTHER_NETWORK(0),
  PASS_SIZE(0),
  RESOLVER_NOT_SET(0),
  RPC_MISSING(0),
  /// What was kept of a session can't be read: damaged, or sealed by another home.
  SESSION_FILE_DAMAGED(0),
  /// Another process signs for it.
  SESSION_HELD(0),
  /// This home keeps no such session: it was settled, or is another home's.
  SESSION_NOT_KEPT(0),
  TOOL_FAILED(0),
  TOOL_MISSING(0),
  TOOL_STUCK(0),

  /// One that this version does not know, or another's.
  UNKNOWN(0);

  private static final Map<String, ProblemCode> NAMED =
      Arrays.stream(values()).collect(Collectors.toMap(Enum::name, Function.identity()));

  private final int status;

  ProblemCode(int status) {
    this.status = status;
  }

  /// The HTTP status that it stands with; 0: it is in no answer.
  public int status() {
    return status;
  }

  /// @param code as a [Problem] has it
  public static ProblemCode of(@Nullable String code) {
    return code == null ? UNKNOWN : NAMED.getOrDefault(code, UNKNOWN);
  }
}
