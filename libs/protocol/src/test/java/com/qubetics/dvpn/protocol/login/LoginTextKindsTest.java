package com.qubetics.dvpn.protocol.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts of the kinds that the published vectors of siwe have, good ones and bad ones, and of those
/// that EIP-4361's grammar, RFC 3339 and RFC 3986 add. The wording is our own. Each is [#OURS] with
/// some lines changed:
///
/// ```
///  1  gateway.dvpn.test:8443 wants you to sign in with your Ethereum account:
///  2  0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A
///  3
///  4  Allow this app key until 2026-11-23T10:00:00Z; moves no funds
///  5
///  6  URI: https://gateway.dvpn.test:8443/api/v1/login
///  7  Version: 1
///  8  Chain ID: 31337
///  9  Nonce: abcDEF123456
/// 10  Issued At: 2026-11-22T10:00:00Z
/// 11  Expiration Time: 2026-11-23T10:00:00Z
/// 12  Resources:
/// 13  - urn:dvpn:app-key:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed
/// 14  - urn:dvpn:registry:eip155:31337:0xd36F47d8Ab72e42B672FFB69De1085A970D9aa38
/// ```
///
/// siwe 3.0.0 reads the texts of the first two tables and refuses those of the third, but for what
/// is marked.
///
/// In the tables `⏎` is a line break, `␍` a carriage return, `(none)` no line at all.
class LoginTextKindsTest {
  private static final LoginText OURS =
      LoginText.of(
          Authority.parse("gateway.dvpn.test:8443"),
          new Account(PrivateKey.parse("0x" + "11".repeat(32)).address()),
          "abcDEF123456",
          Instant.parse("2026-11-22T10:00:00Z"),
          Instant.parse("2026-11-23T10:00:00Z"),
          AppKey.parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
          new Domain(31337, Address.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38")));

  /// @param lines `N` or `N-M`, both inclusive; the first is 1
  private static String changed(String lines, String instead) {
    List<String> text = new ArrayList<>(OURS.toString().lines().toList());
    String[] range = lines.split("-");
    List<String> old =
        text.subList(Integer.parseInt(range[0]) - 1, Integer.parseInt(range[range.length - 1]));
    old.clear();
    if (!instead.equals("(none)")) {
      old.addAll(List.of(instead.replace('␍', '\r').split("⏎", -1)));
    }
    return String.join("\n", text);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # who asks, and who signs
          scheme before the domain         | 1  | https://gateway.dvpn.test:8443 wants you to sign in with your Ethereum account:
          scheme and domain in capitals    | 1  | HTTPS://GATEWAY.DVPN.TEST:8443 wants you to sign in with your Ethereum account:
          port with zeros before it        | 1  | gateway.dvpn.test:08443 wants you to sign in with your Ethereum account:
          address in lower case (not siwe) | 2  | 0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a
          address in capitals (not siwe)   | 2  | 0x19E7E376E7C213B7E7E7E46CC70A5DD086DAFF2A
          zeros before the chain id        | 8  | Chain ID: 0031337
          # times
          milliseconds                     | 10 | Issued At: 2026-11-22T10:00:00.000Z
          one digit of a second            | 10 | Issued At: 2026-11-22T10:00:00.9Z
          more digits than nanoseconds     | 10 | Issued At: 2026-11-22T10:00:00.999999999999Z
          t and z                          | 10 | Issued At: 2026-11-22t10:00:00z
          zone west of UTC                 | 10 | Issued At: 2026-11-22T08:00:00-02:00
          zone east of UTC, fraction       | 10 | Issued At: 2026-11-22T11:30:00.999999999+01:30
          day before by the zone           | 10 | Issued At: 2026-11-21T22:00:00-12:00
          unknown local zone               | 10 | Issued At: 2026-11-22T10:00:00-00:00
          furthest zone in the east        | 10 | Issued At: 2026-11-23T09:59:00+23:59
          furthest zone in the west        | 10 | Issued At: 2026-11-21T10:01:00-23:59
          expiration in another zone       | 11 | Expiration Time: 2026-11-23T05:00:00-05:00
          statement in another zone        | 4  | Allow this app key until 2026-11-23T15:00:00.5+05:00; moves no funds
          # what may be there
          not before                       | 12 | Not Before: 2026-11-22T09:00:00Z⏎Resources:
          not before, same second          | 12 | Not Before: 2026-11-22T10:00:00Z⏎Resources:
          request id                       | 12 | Request ID: some-id:7⏎Resources:
          request id, empty                | 12 | Request ID: ⏎Resources:
          request id, every kind of sign   | 12 | Request ID: aZ09-._~%C3%a9!$&()*+,;=:@⏎Resources:
          both                             | 12 | Not Before: 2026-11-22T09:00:00Z⏎Request ID: 1⏎Resources:
          """)
  void readsTextsThatSayTheSame(String kind, String lines, String instead) {
    String text = changed(lines, instead);

    assertThat(text).isNotEqualTo(OURS.toString());
    assertThat(LoginText.parse(text)).isEqualTo(OURS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gateway.dvpn.test:8443",
        "https://gateway.dvpn.test:8443/",
        "https://gateway.dvpn.test:8443//a/../b;c=d,e/%C3%A9",
        "https://gateway.dvpn.test:8443?query=one&two",
        "https://gateway.dvpn.test:8443/a?query=/?#begin/?",
        "https://gateway.dvpn.test:8443/#",
        "HTTPS://Gateway.DVPN.test:8443/api/v1/login",
      })
  void readsAnyPathOfTheAskingSite(String uri) {
    LoginText read = LoginText.parse(changed("6", "URI: " + uri));

    assertThat(read.uri()).isEqualTo(URI.create(uri)).hasToString(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8443",
        "my_host:1",
        "a.b-c.d.example",
        "192.0.2.7",
        "192.0.2.7:4361",
        "[2001:db8::1]",
        "[2001:db8::1]:8443",
        "[::1]:4361",
        "[2001:db8:0:1:2:3:4:5]",
      })
  void readsEveryAuthority(String authority) {
    LoginText text =
        LoginText.of(
            Authority.parse(authority),
            OURS.account(),
            OURS.nonce(),
            OURS.issuedAt(),
            OURS.expiresAt(),
            OURS.appKey(),
            OURS.domain());

    assertThat(text.toString()).startsWith(authority + " wants").contains("//" + authority + "/");
    assertThat(LoginText.parse(text.toString())).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abcDEF12", "00000000", "a234567890123456789012345678901234567890"})
  void readsEveryNonceOfEightOrMore(String nonce) {
    assertThat(LoginText.parse(changed("9", "Nonce: " + nonce)).nonce()).isEqualTo(nonce);
  }

  /// Good by the standard, and refused: they ask for something else than this network's delegation,
  /// or in a form that no wallet writes.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # who asks: a name before @ is how a site pretends to be another
          user before the domain           | 1     | user@gateway.dvpn.test:8443 wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          user and password                | 1     | user:word@gateway.dvpn.test wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          another scheme before the domain | 1     | http://gateway.dvpn.test:8443 wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          an app's scheme                  | 1     | dvpn.app+1-x://gateway.dvpn.test:8443 wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          percent in the domain            | 1     | g%61teway.dvpn.test:8443 wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          signs that a name may have       | 1     | gateway!$&()*+,;=.test wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          address of a future IP           | 1     | [v7.gateway:1] wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          port beyond ports                | 1     | gateway.dvpn.test:84430 wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          # what is asked
          no statement                     | 4     | (none) | 4 | Allow this app key until TIME; moves no funds
          empty statement                  | 4     | '' | 4 | Allow this app key until TIME; moves no funds
          another statement                | 4     | Read and write all that you have | 4 | Allow this app key until TIME; moves no funds
          more than the statement          | 4     | Allow this app key until 2026-11-23T10:00:00Z; moves no funds; or some | 4 | Allow this app key until TIME; moves no funds
          statement of another time        | 4     | Allow this app key until 2026-11-24T10:00:00Z; moves no funds | 11 | Expiration Time: 2026-11-24T10:00:00Z
          # where
          URI of another scheme            | 6     | URI: http://gateway.dvpn.test:8443/api/v1/login | 6 | URI: https://gateway.dvpn.test:8443/…
          URI that is a name               | 6     | URI: did:example:gateway | 6 | URI: https://gateway.dvpn.test:8443/…
          URI of another site              | 6     | URI: https://other.test/api/v1/login | 6 | URI: https://gateway.dvpn.test:8443/…
          URI of another port              | 6     | URI: https://gateway.dvpn.test/api/v1/login | 6 | URI: https://gateway.dvpn.test:8443/…
          URI with a user                  | 6     | URI: https://user@gateway.dvpn.test:8443/ | 6 | URI: https://gateway.dvpn.test:8443/…
          another chain                    | 8     | Chain ID: 1 | 14 | - urn:dvpn:registry:eip155:1:0x…
          chain id of zero                 | 8     | Chain ID: 0 | 8 | Chain ID: NUMBER
          chain id beyond numbers          | 8     | Chain ID: 18446744073709551616 | 8 | Chain ID: NUMBER
          nonce longer than any of ours    | 9     | Nonce: a2345678901234567890123456789012345678901234567890123456789012345 | 9 | Nonce: 8 to 64 letters and digits
          # when
          leap second                      | 10    | Issued At: 2016-12-31T23:59:60Z | 10 | Issued At: TIME
          no optional fields               | 11-14 | (none) | 11 | Expiration Time: 2026-11-23T10:00:00Z
          no expiration                    | 11    | (none) | 11 | Expiration Time: 2026-11-23T10:00:00Z
          expiration before the statement's | 11   | Expiration Time: 2026-11-23T09:59:59Z | 11 | Expiration Time: 2026-11-23T10:00:00Z
          good only later                  | 12    | Not Before: 2026-11-22T10:00:01Z⏎Resources: | 12 | Not Before: no later than Issued At
          # for what
          no resources                     | 12-14 | (none) | 12 | Resources:
          resources, empty                 | 13-14 | (none) | 13 | - urn:dvpn:app-key:0x…
          one resource of two              | 14    | (none) | 14 | - urn:dvpn:registry:eip155:31337:0x…
          other resources                  | 13-14 | - ipfs://bafyexample⏎- https://claims.test/1.json | 13 | - urn:dvpn:app-key:0x…
          one more before                  | 13    | - https://else.test⏎- urn:dvpn:app-key:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed | 13 | - urn:dvpn:app-key:0x…
          one more after                   | 14    | - urn:dvpn:registry:eip155:31337:0xd36F47d8Ab72e42B672FFB69De1085A970D9aa38⏎- https://else.test | 15 | the end of the text
          resources in another order       | 13-14 | - urn:dvpn:registry:eip155:31337:0xd36F47d8Ab72e42B672FFB69De1085A970D9aa38⏎- urn:dvpn:app-key:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed | 13 | - urn:dvpn:app-key:0x…
          resource in capitals             | 13    | - URN:DVPN:app-key:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed | 13 | - urn:dvpn:app-key:0x…
          app key by another checksum      | 13    | - urn:dvpn:app-key:0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed | 13 | - urn:dvpn:app-key:0x…
          app key as a Cosmos address      | 13    | - urn:dvpn:app-key:qubetics1t2htvpfl862vnwdqnuekd9p4ulh3h6hd4lzad2 | 13 | - urn:dvpn:app-key:0x…
          registry with zeros in its chain | 14    | - urn:dvpn:registry:eip155:0031337:0xd36F47d8Ab72e42B672FFB69De1085A970D9aa38 | 14 | - urn:dvpn:registry:eip155:31337:0x…
          registry of another chain        | 14    | - urn:dvpn:registry:eip155:1:0xd36F47d8Ab72e42B672FFB69De1085A970D9aa38 | 14 | - urn:dvpn:registry:eip155:31337:0x…
          registry without an address      | 14    | - urn:dvpn:registry:eip155:31337 | 14 | - urn:dvpn:registry:eip155:31337:0x…
          """)
  void refusesWhatAsksForSomethingElse(
      String kind, String lines, String instead, int line, String expected) {
    assertRefused(changed(lines, instead), line, expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # who asks, and who signs
          no domain                        | 1     | ' wants you to sign in with your Ethereum account:' | 1 | HOST wants you to sign in with your Ethereum account:
          no first line                    | 1     | (none) | 1 | HOST wants you to sign in with your Ethereum account:
          domain is a path                 | 1     | gateway.dvpn.test:8443/login wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          domain has a sign of a URI       | 1     | '#gateway wants you to sign in with your Ethereum account:' | 1 | HOST wants you to sign in with your Ethereum account:
          domain has a space               | 1     | gateway dvpn.test wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          domain beyond ASCII              | 1     | gätewäy.test wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          IPv6 with too many groups        | 1     | [1:2:3:4:5:6:7:8:9] wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          IPv6 with too few groups         | 1     | [1:2:3:4:5:6:7] wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          IPv6 with too large an octet     | 1     | [::192.0.2.256] wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          scheme without a name            | 1     | ://gateway.dvpn.test:8443 wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          other words                      | 1     | gateway.dvpn.test:8443 asks you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          words in capitals                | 1     | gateway.dvpn.test:8443 WANTS you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          another kind of account          | 1     | gateway.dvpn.test:8443 wants you to sign in with your Solana account: | 1 | HOST wants you to sign in with your Ethereum account:
          no address                       | 2     | '' | 2 | the account, 0x…
          address by another checksum      | 2     | 0x19e7E376E7C213B7E7e7e46cc70A5dD086DAff2A | 2 | the account, 0x…
          address without 0x               | 2     | 19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A | 2 | the account, 0x…
          address with 0X                  | 2     | 0X19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A | 2 | the account, 0x…
          address too short                | 2     | 0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2 | 2 | the account, 0x…
          address too long                 | 2     | 0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A0 | 2 | the account, 0x…
          address of another chain         | 2     | cosmos1r8n7xah8cgfm0el8u3kvwzja6zrd4le2u2u9v4 | 2 | the account, 0x…
          name for an address              | 2     | someone.eth | 2 | the account, 0x…
          # the statement, and the empty lines about it
          no line before the statement     | 3     | (none) | 3 | an empty line
          one more line before it          | 3     | ⏎ | 4 | Allow this app key until TIME; moves no funds
          statement has a line break       | 4     | Allow this app key until 2026-11-23T10:00:00Z; moves no funds⏎or some | 5 | an empty line
          no statement, nor its line       | 4-5   | (none) | 4 | Allow this app key until TIME; moves no funds
          no line after the statement      | 5     | (none) | 5 | an empty line
          one more line after it           | 5     | ⏎ | 6 | URI: https://gateway.dvpn.test:8443/…
          line of a space                  | 5     | ' ' | 5 | an empty line
          # where
          no URI                           | 6     | '' | 6 | URI: https://gateway.dvpn.test:8443/…
          no line of a URI                 | 6     | (none) | 6 | URI: https://gateway.dvpn.test:8443/…
          URI is no URI                    | 6     | URI: _some_place_ | 6 | URI: https://gateway.dvpn.test:8443/…
          URI without a scheme             | 6     | URI: ://gateway.dvpn.test:8443/ | 6 | URI: https://gateway.dvpn.test:8443/…
          URI with a space in it           | 6     | URI: https://gateway.dvpn.test:8443/a b | 6 | URI: https://gateway.dvpn.test:8443/…
          URI with a space before the query | 6    | URI: https://gateway.dvpn.test:8443/a ?b | 6 | URI: https://gateway.dvpn.test:8443/…
          URI with two fragments           | 6     | URI: https://gateway.dvpn.test:8443/#a#b | 6 | URI: https://gateway.dvpn.test:8443/…
          URI with brackets in its query   | 6     | URI: https://gateway.dvpn.test:8443/?a[1] | 6 | URI: https://gateway.dvpn.test:8443/…
          URI with half a percent          | 6     | URI: https://gateway.dvpn.test:8443/%4 | 6 | URI: https://gateway.dvpn.test:8443/…
          URI beyond ASCII                 | 6     | URI: https://gateway.dvpn.test:8443/é | 6 | URI: https://gateway.dvpn.test:8443/…
          URI of a broken IPv6             | 6     | URI: https://[::192.0.2.256]/ | 6 | URI: https://gateway.dvpn.test:8443/…
          # fields in another order
          version before URI               | 6-7   | Version: 1⏎URI: https://gateway.dvpn.test:8443/api/v1/login | 6 | URI: https://gateway.dvpn.test:8443/…
          chain id before version          | 7-8   | Chain ID: 31337⏎Version: 1 | 7 | Version: 1
          nonce before chain id            | 8-9   | Nonce: abcDEF123456⏎Chain ID: 31337 | 8 | Chain ID: NUMBER
          issued before nonce              | 9-10  | Issued At: 2026-11-22T10:00:00Z⏎Nonce: abcDEF123456 | 9 | Nonce: 8 to 64 letters and digits
          expiration before issued         | 10-11 | Expiration Time: 2026-11-23T10:00:00Z⏎Issued At: 2026-11-22T10:00:00Z | 10 | Issued At: TIME
          not before before expiration     | 11    | Not Before: 2026-11-22T09:00:00Z⏎Expiration Time: 2026-11-23T10:00:00Z | 11 | Expiration Time: 2026-11-23T10:00:00Z
          request id before not before     | 12    | Request ID: 1⏎Not Before: 2026-11-22T09:00:00Z⏎Resources: | 13 | Resources:
          request id after resources       | 14    | - urn:dvpn:registry:eip155:31337:0xd36F47d8Ab72e42B672FFB69De1085A970D9aa38⏎Request ID: 1 | 15 | the end of the text
          resources before not before      | 14    | - urn:dvpn:registry:eip155:31337:0xd36F47d8Ab72e42B672FFB69De1085A970D9aa38⏎Not Before: 2026-11-22T09:00:00Z | 15 | the end of the text
          two fields on a line             | 8-9   | Nonce: abcDEF123456Chain ID: 31337 | 8 | Chain ID: NUMBER
          a field twice                    | 7     | Version: 1⏎Version: 1 | 8 | Chain ID: NUMBER
          a field that is unknown          | 12    | Something: else⏎Resources: | 12 | Resources:
          # what must be there, and its form
          no version                       | 7     | (none) | 7 | Version: 1
          another version                  | 7     | Version: 2 | 7 | Version: 1
          version of two digits            | 7     | Version: 01 | 7 | Version: 1
          field's name in lower case       | 7     | version: 1 | 7 | Version: 1
          no space before the value        | 7     | Version:1 | 7 | Version: 1
          two spaces before the value      | 7     | Version:  1 | 7 | Version: 1
          no chain id                      | 8     | (none) | 8 | Chain ID: NUMBER
          chain id is empty                | 8     | 'Chain ID: ' | 8 | Chain ID: NUMBER
          chain id is no number            | 8     | Chain ID: ? | 8 | Chain ID: NUMBER
          chain id in hexadecimal          | 8     | Chain ID: 0x7a69 | 8 | Chain ID: NUMBER
          chain id of CAIP-2               | 8     | Chain ID: eip155:31337 | 8 | Chain ID: NUMBER
          chain id below zero              | 8     | Chain ID: -31337 | 8 | Chain ID: NUMBER
          chain id with a point            | 8     | Chain ID: 31337.0 | 8 | Chain ID: NUMBER
          chain id in other digits         | 8     | Chain ID: ３１３３７ | 8 | Chain ID: NUMBER
          no nonce                         | 9     | (none) | 9 | Nonce: 8 to 64 letters and digits
          nonce is empty                   | 9     | 'Nonce: ' | 9 | Nonce: 8 to 64 letters and digits
          nonce of seven                   | 9     | Nonce: abcDEF1 | 9 | Nonce: 8 to 64 letters and digits
          nonce with other signs           | 9     | Nonce: abc-DEF_123456 | 9 | Nonce: 8 to 64 letters and digits
          nonce beyond ASCII               | 9     | Nonce: äbcDEF123456 | 9 | Nonce: 8 to 64 letters and digits
          # times
          no time of issue                 | 10    | (none) | 10 | Issued At: TIME
          time is empty                    | 10    | 'Issued At: ' | 10 | Issued At: TIME
          time in words                    | 10    | Issued At: Sun, 22 Nov 2026 10:00:00 +0000 | 10 | Issued At: TIME
          time in seconds                  | 10    | Issued At: 1795341600 | 10 | Issued At: TIME
          day only                         | 10    | Issued At: 2026-11-22 | 10 | Issued At: TIME
          no seconds                       | 10    | Issued At: 2026-11-22T10:00Z | 10 | Issued At: TIME
          space between day and time       | 10    | Issued At: 2026-11-22 10:00:00Z | 10 | Issued At: TIME
          ISO 8601 without signs           | 10    | Issued At: 20261122T100000Z | 10 | Issued At: TIME
          no time zone                     | 10    | Issued At: 2026-11-22T10:00:00 | 10 | Issued At: TIME
          time zone by its name            | 10    | Issued At: 2026-11-22T10:00:00UTC | 10 | Issued At: TIME
          zone without minutes             | 10    | Issued At: 2026-11-22T12:00:00+02 | 10 | Issued At: TIME
          zone without a colon             | 10    | Issued At: 2026-11-22T12:00:00+0200 | 10 | Issued At: TIME
          zone without a sign              | 10    | Issued At: 2026-11-22T12:00:0002:00 | 10 | Issued At: TIME
          zone of 24 hours                 | 10    | Issued At: 2026-11-23T10:00:00+24:00 | 10 | Issued At: TIME
          zone of 60 minutes               | 10    | Issued At: 2026-11-22T11:00:00+00:60 | 10 | Issued At: TIME
          fraction after a comma           | 10    | Issued At: 2026-11-22T10:00:00,5Z | 10 | Issued At: TIME
          fraction without digits          | 10    | Issued At: 2026-11-22T10:00:00.Z | 10 | Issued At: TIME
          month 13                         | 10    | Issued At: 2026-13-22T10:00:00Z | 10 | Issued At: TIME
          month 0                          | 10    | Issued At: 2026-00-22T10:00:00Z | 10 | Issued At: TIME
          day 0                            | 10    | Issued At: 2026-11-00T10:00:00Z | 10 | Issued At: TIME
          day 31 of November               | 10    | Issued At: 2026-11-31T10:00:00Z | 10 | Issued At: TIME
          day 30 of February               | 10    | Issued At: 2028-02-30T10:00:00Z | 10 | Issued At: TIME
          day 29 of February in 2027       | 10    | Issued At: 2027-02-29T10:00:00Z | 10 | Issued At: TIME
          hour 24                          | 10    | Issued At: 2026-11-21T24:00:00Z | 10 | Issued At: TIME
          minute 60                        | 10    | Issued At: 2026-11-22T09:60:00Z | 10 | Issued At: TIME
          second 60 of no leap (siwe reads) | 10    | Issued At: 2026-11-22T09:59:60Z | 10 | Issued At: TIME
          year of five digits              | 10    | Issued At: +12026-11-22T10:00:00Z | 10 | Issued At: TIME
          space after the time             | 10    | 'Issued At: 2026-11-22T10:00:00Z ' | 10 | Issued At: TIME
          expiration in words              | 11    | Expiration Time: Mon Nov 23 2026 10:00:00 GMT+0000 | 11 | Expiration Time: 2026-11-23T10:00:00Z
          expiration on day 31 of November | 11    | Expiration Time: 2026-11-31T10:00:00Z | 11 | Expiration Time: 2026-11-23T10:00:00Z
          expiration is empty              | 11    | 'Expiration Time: ' | 11 | Expiration Time: 2026-11-23T10:00:00Z
          not before in words              | 12    | Not Before: yesterday⏎Resources: | 12 | Not Before: no later than Issued At
          not before on day 31 of November | 12    | Not Before: 2026-11-31T10:00:00Z⏎Resources: | 12 | Not Before: no later than Issued At
          # request id
          request id with a space          | 12    | Request ID: 7; moves all funds⏎Resources: | 12 | Request ID: as in RFC 3986
          request id with a slash          | 12    | Request ID: some/7⏎Resources: | 12 | Request ID: as in RFC 3986
          request id beyond ASCII          | 12    | Request ID: é⏎Resources: | 12 | Request ID: as in RFC 3986
          request id with half a percent   | 12    | Request ID: 7%4⏎Resources: | 12 | Request ID: as in RFC 3986
          request id with other signs      | 12    | Request ID: [7]⏎Resources: | 12 | Request ID: as in RFC 3986
          request id with a line separator | 12    | Request ID: 7\u2028Version: 2⏎Resources: | 12 | Request ID: as in RFC 3986
          # resources
          resources on a line              | 12-14 | Resources: urn:dvpn:app-key:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed | 12 | Resources:
          resources with a space after     | 12    | 'Resources: ' | 12 | Resources:
          resources not by line break      | 13-14 | - urn:dvpn:app-key:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed - urn:dvpn:registry:eip155:31337:0xd36F47d8Ab72e42B672FFB69De1085A970D9aa38 | 13 | - urn:dvpn:app-key:0x…
          first resource is no URI         | 13    | - :some_place_ | 13 | - urn:dvpn:app-key:0x…
          second resource is no URI        | 14    | - :some_place_ | 14 | - urn:dvpn:registry:eip155:31337:0x…
          resource without a dash          | 13    | urn:dvpn:app-key:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed | 13 | - urn:dvpn:app-key:0x…
          resource with a star             | 13    | * urn:dvpn:app-key:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed | 13 | - urn:dvpn:app-key:0x…
          # line breaks
          text is empty                    | 1-14  | '' | 1 | HOST wants you to sign in with your Ethereum account:
          line break before the text       | 1     | ⏎gateway.dvpn.test:8443 wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          line break after the text        | 14    | - urn:dvpn:registry:eip155:31337:0xd36F47d8Ab72e42B672FFB69De1085A970D9aa38⏎ | 15 | the end of the text
          carriage return                  | 12    | Resources:␍ | 12 | Resources:
          carriage return for a line break | 7-8   | Version: 1␍Chain ID: 31337 | 7 | Version: 1
          byte order mark                  | 1     | \ufeffgateway.dvpn.test:8443 wants you to sign in with your Ethereum account: | 1 | HOST wants you to sign in with your Ethereum account:
          """)
  void refusesWhatIsNoTextOfTheStandard(
      String kind, String lines, String instead, int line, String expected) {
    assertRefused(changed(lines, instead), line, expected);
  }

  private static void assertRefused(String text, int line, String expected) {
    List<String> lines = List.of(text.split("\n", -1));
    String stood =
        line > lines.size() ? "the end of the text" : "\"" + shown(lines.get(line - 1)) + "\"";

    assertThat(text).isNotEqualTo(OURS.toString());
    assertThatThrownBy(() -> LoginText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("login text, line %s: %s (expected: %s)", line, stood, expected);
  }

  private static String shown(String line) {
    String plain = line.replaceAll("[\r\u2028\ufeff]", "\uFFFD");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "…";
  }
}
