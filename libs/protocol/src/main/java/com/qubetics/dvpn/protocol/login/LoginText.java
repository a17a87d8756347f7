package com.qubetics.dvpn.protocol.login;

import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The EIP-4361 text by which a wallet delegates an app key. One exact form: what [#parse] accepts
/// is byte for byte what [#toString] writes, so no two texts mean the same.
///
/// @param authority the host (and port) that asks, as in the URI
/// @param account written in its EIP-55 form
/// @param uri https, of that authority
/// @param nonce the gateway's, single use
/// @param issuedAt whole seconds, UTC
/// @param expiresAt whole seconds, UTC; also the end of the app key
/// @param appKey the key this text delegates
/// @param domain chain and NodeRegistry the delegation is for
public record LoginText(
    String authority,
    Account account,
    URI uri,
    String nonce,
    Instant issuedAt,
    Instant expiresAt,
    AppKey appKey,
    Domain domain) {

  private static final Pattern FORM =
      Pattern.compile(
          """
          (?<authority>[A-Za-z0-9.:-]{1,255}) wants you to sign in with your Ethereum account:
          (?<account>0x[0-9a-fA-F]{40})

          Allow this app key until (?<until>[0-9TZ:-]{20}); moves no funds

          URI: (?<uri>https://[!-~]{1,255})
          Version: 1
          Chain ID: (?<chain>[1-9][0-9]{0,17})
          Nonce: (?<nonce>[A-Za-z0-9]{8,64})
          Issued At: (?<issued>[0-9TZ:-]{20})
          Expiration Time: (?<expires>[0-9TZ:-]{20})
          Resources:
          - urn:dvpn:app-key:(?<key>0x[0-9a-fA-F]{40})
          - urn:dvpn:registry:eip155:(?<chain2>[1-9][0-9]{0,17}):(?<registry>0x[0-9a-fA-F]{40})\
          """);

  public LoginText {
    issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
    expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    if (!"https".equals(uri.getScheme()) || !authority.equals(uri.getRawAuthority())) {
      throw new IllegalArgumentException("uri: not https of the asking domain");
    }
  }

  /// @throws IllegalArgumentException unless `text` has exactly the form of docs/protocol.md
  public static LoginText parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("login text: malformed (expected: EIP-4361, exact form)");
    }
    LoginText parsed;
    try {
      parsed =
          new LoginText(
              m.group("authority"),
              Account.parse(m.group("account")),
              URI.create(m.group("uri")),
              m.group("nonce"),
              Instant.parse(m.group("issued")),
              Instant.parse(m.group("expires")),
              AppKey.parse(m.group("key")),
              new Domain(Long.parseLong(m.group("chain")), Address.parse(m.group("registry"))));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new IllegalArgumentException("login text: " + e.getMessage(), e);
    }
    if (!parsed.toString().equals(text)) {
      throw new IllegalArgumentException("login text: not in its one exact form");
    }
    return parsed;
  }

  @Override
  public String toString() {
    return """
        %s wants you to sign in with your Ethereum account:
        %s

        Allow this app key until %s; moves no funds

        URI: %s
        Version: 1
        Chain ID: %d
        Nonce: %s
        Issued At: %s
        Expiration Time: %s
        Resources:
        - urn:dvpn:app-key:%s
        - urn:dvpn:registry:eip155:%d:%s\
        """
        .formatted(
            authority,
            account,
            expiresAt,
            uri,
            domain.chainId(),
            nonce,
            issuedAt,
            expiresAt,
            appKey,
            domain.chainId(),
            domain.verifyingContract());
  }
}
