package com.qubetics.dvpn.protocol.login;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.qubetics.dvpn.protocol.value.Ipv6Address;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who asks a wallet to sign: host and port of an `https` URI (RFC 3986, section 3.2; no user
/// information), in one normal form, so that two spellings of one authority are equal: host names
/// in lower case, IPv6 addresses as RFC 5952 writes them, no port if it is 443. Browsers write
/// `location.host` in this form.
///
/// @param host a name (letters, digits, `-`, `_`, dots; one label is enough), an IPv4 address, or
///   an IPv6 address in brackets
/// @param port 1 to 65535
public record Authority(String host, int port) {
  private static final int HTTPS = 443;
  private static final int LONGEST = 255;
  private static final String EXPECTED = " (expected: HOST or HOST:PORT)";
  private static final Pattern FORM =
      Pattern.compile(
          "(?<host>\\[(?<six>[0-9A-Fa-f:.]{2,45})]|[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*\\.?)"
              + "(?::(?<port>[0-9]{0,5}))?");

  public Authority {
    Matcher form = FORM.matcher(host);
    if (host.length() > LONGEST || !form.matches() || form.group("port") != null) {
      throw new IllegalArgumentException("authority: malformed" + EXPECTED);
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "authority: port %s (expected: 1 to 65535)".formatted(port));
    }
    host = form.group("six") == null ? host.toLowerCase(Locale.ROOT) : six(form.group("six"));
  }

  /// @throws IllegalArgumentException if it is none
  @JsonCreator
  public static Authority parse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.length() > LONGEST || !form.matches()) {
      throw new IllegalArgumentException("authority: malformed" + EXPECTED);
    }
    String port = form.group("port");
    return new Authority(
        form.group("host"), port == null || port.isEmpty() ? HTTPS : Integer.parseInt(port));
  }

  private static String six(String literal) {
    try {
      return "[" + Ipv6Address.parse(literal) + "]";
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("authority: no IPv6 address" + EXPECTED, e);
    }
  }

  @JsonValue
  @Override
  public String toString() {
    return port == HTTPS ? host : host + ":" + port;
  }
}
