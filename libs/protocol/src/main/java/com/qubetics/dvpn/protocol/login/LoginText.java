package com.qubetics.dvpn.protocol.login;

import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/// The EIP-4361 text by which a wallet delegates an app key (docs/protocol.md, section 2).
/// [#toString] writes it in one form; [#parse] reads every text of that standard that says the
/// same. What is signed and verified are the bytes as they came, never the form written here.
///
/// @param authority who asks
/// @param account written in its EIP-55 form
/// @param uri https, of that authority
/// @param nonce the gateway's, single use
/// @param issuedAt whole seconds, UTC
/// @param expiresAt whole seconds, UTC; also the end of the app key
/// @param appKey the key this text delegates
/// @param domain chain and NodeRegistry the delegation is for
public record LoginText(
    Authority authority,
    Account account,
    URI uri,
    String nonce,
    Instant issuedAt,
    Instant expiresAt,
    AppKey appKey,
    Domain domain) {

  static final String ASKS = " wants you to sign in with your Ethereum account:";
  static final String ALLOW = "Allow this app key until ";
  static final String NO_MORE = "; moves no funds";
  static final String APP_KEY = "- urn:dvpn:app-key:";
  static final String REGISTRY = "- urn:dvpn:registry:eip155:";

  /// [URI] knows RFC 2396, and so takes letters beyond ASCII anywhere and brackets in a query.
  private static final Pattern RFC_3986 =
      Pattern.compile("[^/?#]+//[^/?#]+(?:[/?#][A-Za-z0-9._~!$&'()*+,;=:@/?#%-]*)?");

  public LoginText {
    issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
    expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    if (!isOf(uri, authority)) {
      throw new IllegalArgumentException("uri: not https of the asking domain");
    }
  }

  /// What an app asks its wallet to sign.
  public static LoginText of(
      Authority authority,
      Account account,
      String nonce,
      Instant issuedAt,
      Instant expiresAt,
      AppKey appKey,
      Domain domain) {
    URI uri = URI.create("https://" + authority + "/api/v1/login");
    return new LoginText(authority, account, uri, nonce, issuedAt, expiresAt, appKey, domain);
  }

  /// @throws IllegalArgumentException with the line that is not as it should be: what stands there,
  ///   and what was expected
  public static LoginText parse(String text) {
    return new LoginTextReader(text).read();
  }

  static boolean isOf(URI uri, Authority authority) {
    try {
      // A name with an underscore is no host to java.net.URI; the authority's own rule decides.
      return RFC_3986.matcher(uri.toString()).matches()
          && "https".equalsIgnoreCase(uri.getScheme())
          && uri.getRawAuthority() != null
          && Authority.parse(uri.getRawAuthority()).equals(authority);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return String.join(
        "\n",
        authority + ASKS,
        account.toString(),
        "",
        ALLOW + expiresAt + NO_MORE,
        "",
        "URI: " + uri,
        "Version: 1",
        "Chain ID: " + domain.chainId(),
        "Nonce: " + nonce,
        "Issued At: " + issuedAt,
        "Expiration Time: " + expiresAt,
        "Resources:",
        APP_KEY + appKey,
        REGISTRY + domain.chainId() + ":" + domain.verifyingContract());
  }
}
