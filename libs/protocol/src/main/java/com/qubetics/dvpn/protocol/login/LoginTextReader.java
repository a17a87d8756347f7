package com.qubetics.dvpn.protocol.login;

import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a login text line by line, in the order of EIP-4361's grammar, as wallets and libraries
/// write it: times with fractions and offsets (RFC 3339), a scheme before the authority, a request
/// id, a `Not Before` that takes nothing away. Statement and resources are this network's own, so
/// that a text says no more than a delegation.
final class LoginTextReader {
  /// No leap second: the last one was in 2016.
  private static final Pattern TIME =
      Pattern.compile(
          "(?<local>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(?:\\.[0-9]+)?"
              + "(?:[Zz]|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))");

  private static final Pattern CHAIN = Pattern.compile("0*[1-9][0-9]{0,17}");

  /// Of RFC 3986's `pchar`, which has neither spaces nor letters beyond ASCII: a wallet shows
  /// nothing here that could be taken for a sentence.
  private static final Pattern REQUEST_ID =
      Pattern.compile("(?!.*%(?![0-9A-Fa-f]{2}))[A-Za-z0-9._~!$&'()*+,;=:@%-]*");

  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9]{8,64}");
  private static final int LONGEST_SHOWN = 80;

  private final String[] lines;

  /// Of the line that is read next; the first is 0.
  private int at;

  LoginTextReader(String text) {
    this.lines = text.split("\n", -1);
  }

  LoginText read() {
    Authority authority =
        line("HOST" + LoginText.ASKS, "", LoginText.ASKS, LoginTextReader::authority);
    Account account = line("the account, 0x…", "0x", "", digits -> Account.parse("0x" + digits));
    empty();
    Instant until =
        line(
            LoginText.ALLOW + "TIME" + LoginText.NO_MORE,
            LoginText.ALLOW,
            LoginText.NO_MORE,
            LoginTextReader::time);
    empty();
    URI uri = line("URI: https://" + authority + "/…", "URI: ", "", text -> uri(text, authority));
    line("Version: 1", "Version: ", "", text -> required(text, "1"));
    long chain = line("Chain ID: NUMBER", "Chain ID: ", "", LoginTextReader::chain);
    String nonce = line("Nonce: 8 to 64 letters and digits", "Nonce: ", "", LoginTextReader::nonce);
    Instant issued = line("Issued At: TIME", "Issued At: ", "", LoginTextReader::time);
    Instant expires =
        line(
            "Expiration Time: " + until,
            "Expiration Time: ",
            "",
            text -> required(time(text), until));
    if (next().startsWith("Not Before: ")) {
      line(
          "Not Before: no later than Issued At",
          "Not Before: ",
          "",
          text -> notAfter(time(text), issued));
    }
    if (next().startsWith("Request ID: ")) {
      line("Request ID: as in RFC 3986", "Request ID: ", "", LoginTextReader::requestId);
    }
    line("Resources:", "Resources:", "", text -> required(text, ""));
    String key = LoginText.APP_KEY + "0x";
    AppKey appKey = line(key + "…", key, "", digits -> AppKey.parse("0x" + digits));
    String registry = LoginText.REGISTRY + chain + ":0x";
    Domain domain =
        line(
            registry + "…",
            registry,
            "",
            digits -> new Domain(chain, Address.parse("0x" + digits)));
    if (at < lines.length) {
      throw refused("the end of the text");
    }
    return new LoginText(authority, account, uri, nonce, issued, expires, appKey, domain);
  }

  /// The next line's words between `before` and `after`, as the value that they are.
  private <T> T line(String expected, String before, String after, Function<String, T> value) {
    String line = next();
    if (at >= lines.length
        || line.length() < before.length() + after.length()
        || !line.startsWith(before)
        || !line.endsWith(after)) {
      throw refused(expected);
    }
    try {
      T read = value.apply(line.substring(before.length(), line.length() - after.length()));
      at++;
      return read;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw refused(expected);
    }
  }

  private void empty() {
    line("an empty line", "", "", text -> required(text, ""));
  }

  private String next() {
    return at < lines.length ? lines[at] : "";
  }

  private IllegalArgumentException refused(String expected) {
    String line = at < lines.length ? "\"" + shown(lines[at]) + "\"" : "the end of the text";
    return new IllegalArgumentException(
        "login text, line %s: %s (expected: %s)".formatted(at + 1, line, expected));
  }

  /// Of what a stranger wrote: no more than a line, and no control characters.
  private static String shown(String line) {
    String plain = line.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "\uFFFD");
    return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "…";
  }

  private static Authority authority(String text) {
    String https = "https://";
    return Authority.parse(
        text.toLowerCase(Locale.ROOT).startsWith(https) ? text.substring(https.length()) : text);
  }

  private static URI uri(String text, Authority authority) {
    URI uri = URI.create(text);
    if (!LoginText.isOf(uri, authority)) {
      throw new IllegalArgumentException("uri: of another site");
    }
    return uri;
  }

  private static long chain(String text) {
    if (!CHAIN.matcher(text).matches()) {
      throw new IllegalArgumentException("chain: malformed");
    }
    return Long.parseLong(text);
  }

  private static String nonce(String text) {
    if (!NONCE.matcher(text).matches()) {
      throw new IllegalArgumentException("nonce: malformed");
    }
    return text;
  }

  private static String requestId(String text) {
    if (!REQUEST_ID.matcher(text).matches()) {
      throw new IllegalArgumentException("request id: malformed");
    }
    return text;
  }

  /// Of whole seconds. java.time's own offsets end at 18 hours, and its fractions at 9 digits.
  private static Instant time(String text) {
    Matcher form = TIME.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("time: malformed (expected: RFC 3339)");
    }
    Instant local =
        LocalDateTime.parse(form.group("local").toUpperCase(Locale.ROOT)).toInstant(ZoneOffset.UTC);
    if (form.group("sign") == null) {
      return local;
    }
    Duration offset =
        Duration.ofHours(Long.parseLong(form.group("hours")))
            .plusMinutes(Long.parseLong(form.group("minutes")));
    return form.group("sign").equals("+") ? local.minus(offset) : local.plus(offset);
  }

  private static Instant notAfter(Instant time, Instant latest) {
    if (time.isAfter(latest)) {
      throw new IllegalArgumentException("time: too late");
    }
    return time;
  }

  private static <T> T required(T read, T expected) {
    if (!read.equals(expected)) {
      throw new IllegalArgumentException("not " + expected);
    }
    return read;
  }
}
