package com.qubetics.dvpn.client.gateway;

import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.Attempt;
import java.util.List;

/// A request that was answered with a refusal.
public class ProblemException extends RuntimeException {
  private final int status;
  private final String code;
  private final transient List<Attempt> attempts;

  /// This client's own refusal.
  public ProblemException(ProblemCode code, String detail) {
    this(0, code.name(), detail, List.of());
  }

  protected ProblemException(int status, String code, String detail, List<Attempt> attempts) {
    super(detail);
    this.status = status;
    this.code = code;
    this.attempts = List.copyOf(attempts);
  }

  /// The same with a sentence more.
  public ProblemException and(String sentence) {
    ProblemException more =
        new ProblemException(status, code, getMessage() + "; " + sentence, attempts);
    more.initCause(this);
    return more;
  }

  /// The HTTP status, 400 and above; 0 when this client itself refused.
  public int status() {
    return status;
  }

  /// Stable, such as `NO_ALLOWANCE`; one that this version does not know too.
  public String code() {
    return code;
  }

  public boolean is(ProblemCode known) {
    return known.name().equals(code);
  }

  /// The candidates of a session that none took.
  public List<Attempt> attempts() {
    return attempts;
  }

  /// What the user can do about it.
  public String remedy() {
    return switch (ProblemCode.of(code)) {
      case NOT_LOGGED_IN, APP_KEY_NOT_DELEGATED, APP_KEY_EXPIRED, APP_KEY_UNUSABLE ->
          "log in: dvpn login";
      case NO_ALLOWANCE -> "buy a pass: dvpn pass buy --gib N, then send it with your wallet";
      case NO_CANDIDATE -> "ask for another place, or leave --country or --node out";
      case PLACE_AMBIGUOUS -> "say which one, as the line of the one you mean does";
      case PLACE_UNKNOWN -> "give a larger town nearby, or LATITUDE,LONGITUDE";
      case UNSIGNED_CLOSE -> "let the app that used the last session sign it: dvpn sign";
      case NOT_CONNECTED -> "connect first: dvpn connect";
      case ALREADY_CONNECTED, INTERFACE_EXISTS -> "dvpn disconnect, or give --interface NAME";
      case TOOL_MISSING -> "apt-get install wireguard-tools wireguard-go iproute2 nftables";
      case UNAUTHENTICATED, TOKEN_INVALID, LOGIN_CLOCK_WRONG, LOGIN_EXPIRED, OFFER_OUT_OF_TIME ->
          "check this machine's clock, then dvpn login";
      case NO_ANSWER -> "is it running and reachable?";
      case RESOLVER_NOT_SET -> "see who holds /etc/resolv.conf (lsattr), or give --route";
      case NOT_FOR_SALE -> "use the free allowance, or wait until the network sells again";
      case PASS_SIZE -> "buy several, each of fewer GiB";
      case RPC_MISSING -> "give --rpc URL here or at dvpn login";
      case NO_NODE_INSTALLED, NO_HANDSHAKE, NO_PACKET -> "try again; --exclude NODE leaves one out";
      case SESSION_FILE_DAMAGED -> "see if a backup of the home has it; else delete it";
      case SESSION_HELD -> "end that process, or let it go on: it signs";
      case SESSION_NOT_KEPT -> "dvpn export --list shows those that are kept";
      case TOO_MANY_SESSIONS -> "dvpn disconnect where you are connected";
      default ->
          status >= 500 || status == 429
              ? "try again in a moment"
              : "see the detail; nothing was changed";
    };
  }
}
