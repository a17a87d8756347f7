package com.qubetics.dvpn.http.caller;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an issuer says to one service of one request: who it is for, and for how long that holds.
///
/// The payload is one line of ten fields with one space between them, `-` for what is absent:
///
/// ```
/// 1 gateway session-ledger user 0x<account> 0x<app key> - <digest> <issued> <expires>
/// ```
///
/// version; issuer; audience; kind (`nobody`, `user`, `node`, `service`) with up to two ids; the
/// caller's address; digest of the [RequestLine]; two times, milliseconds since 1970. There is one
/// way to write a token: what does not read back as itself is malformed.
///
/// @param issuer who signs; each issuer has keys of its own ([IssuerKeys])
/// @param audience the one service that may believe it
/// @param address where a node's request came from, only on routes that measure its host (I11)
/// @param request digest of the request line
/// @param issuedAt clock of the issuer
/// @param expiresAt clock of the issuer, at most [#LONGEST] later
record CallerToken(
    String issuer,
    String audience,
    Subject subject,
    @Nullable InetAddress address,
    String request,
    Instant issuedAt,
    Instant expiresAt) {
  static final Duration LONGEST = Duration.ofSeconds(30);

  private static final String VERSION = "1";
  private static final String ABSENT = "-";
  private static final int FIELDS = 10;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  CallerToken {
    require(NAME.matcher(issuer).matches(), "issuer: no name");
    require(NAME.matcher(audience).matches(), "audience: no name");
    require(
        !(subject instanceof Subject.Service service) || service.name().equals(issuer),
        "subject: another service than the issuer");
    require(
        expiresAt.isAfter(issuedAt)
            && Duration.between(issuedAt, expiresAt).compareTo(LONGEST) <= 0,
        "lifetime: out of range (expected: up to 30 s)");
  }

  /// @throws IllegalArgumentException if `bytes` are not the one form of a token
  static CallerToken parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.US_ASCII);
    List<String> fields = List.of(text.split(" ", -1));
    require(fields.size() == FIELDS && fields.getFirst().equals(VERSION), "not ten fields");
    CallerToken token =
        new CallerToken(
            fields.get(1),
            fields.get(2),
            subject(fields),
            fields.get(6).equals(ABSENT) ? null : InetAddress.ofLiteral(fields.get(6)),
            fields.get(7),
            Instant.ofEpochMilli(Long.parseLong(fields.get(8))),
            Instant.ofEpochMilli(Long.parseLong(fields.get(9))));
    require(token.text().equals(text), "not the one form");
    return token;
  }

  byte[] bytes() {
    return text().getBytes(StandardCharsets.US_ASCII);
  }

  private String text() {
    return String.join(
        " ",
        VERSION,
        issuer,
        audience,
        ids(subject),
        address == null ? ABSENT : literal(address),
        request,
        Long.toString(issuedAt.toEpochMilli()),
        Long.toString(expiresAt.toEpochMilli()));
  }

  private static String ids(Subject subject) {
    return switch (subject) {
      case Subject.Nobody() -> "nobody - -";
      case Subject.User(Account account, AppKey appKey) -> "user %s %s".formatted(account, appKey);
      case Subject.Node(NodeId node) -> "node %s -".formatted(node);
      case Subject.Service service -> "service - -";
    };
  }

  private static Subject subject(List<String> fields) {
    return switch (fields.get(3)) {
      case "nobody" -> new Subject.Nobody();
      case "user" -> new Subject.User(Account.parse(fields.get(4)), AppKey.parse(fields.get(5)));
      case "node" -> new Subject.Node(NodeId.parse(fields.get(4)));
      case "service" -> new Subject.Service(fields.get(1));
      default -> throw new IllegalArgumentException("kind: unknown");
    };
  }

  /// Without the scope of an IPv6 address, which names an interface of this host.
  private static String literal(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("caller token: " + otherwise);
    }
  }
}
