package com.qubetics.dvpn.protocol.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
  private static final int RUNS = 2000;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_";

  @ParameterizedTest
  @CsvSource({
    "Gateway.Example:8443, gateway.example:8443",
    "gateway.example:443, gateway.example",
    "gateway.example:, gateway.example",
    "localhost:8443, localhost:8443",
    "my_host, my_host",
    "192.0.2.7:8443, 192.0.2.7:8443",
    "[2001:DB8:0:0:0:0:0:1]:8443, [2001:db8::1]:8443",
    "[2001:db8:0:0:1:0:0:1], [2001:db8::1:0:0:1]",
    "[2001:db8:0:1:1:1:1:1]:443, [2001:db8:0:1:1:1:1:1]",
    "[::], [::]",
    "[::1]:1, [::1]:1",
    "[fe80::], [fe80::]",
  })
  void hasOneFormForAllSpellings(String text, String form) {
    assertThat(Authority.parse(text)).hasToString(form).isEqualTo(Authority.parse(form));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":8443",
        "a b",
        "user@host",
        "host:0",
        "host:65536",
        "host:x",
        "host/",
        "a..b",
        ".a",
        "[::1",
        "::1",
        "[::g]",
        "[1.2.3.4]",
        "[::1]x",
        "[fe80::1%eth0]",
        "h\u00f6st",
        "host\n"
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Authority.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("authority: ");
  }

  /// What is written is read, by this class and by the JDK's own reader of URIs.
  @Test
  void readsEveryAuthorityThatItWrites() throws UnknownHostException {
    Random random = new Random(7);
    for (int run = 0; run < RUNS; run++) {
      int port = 1 + random.nextInt(65_535);
      Authority authority = Authority.parse(host(random) + ":" + port);

      assertThat(Authority.parse(authority.toString())).isEqualTo(authority);
      assertThat(new Authority(authority.host(), port)).isEqualTo(authority);
      assertThat(URI.create("https://" + authority + "/x").getRawAuthority())
          .isEqualTo(authority.toString());
    }
  }

  private static String host(Random random) throws UnknownHostException {
    if (random.nextBoolean()) {
      byte[] address = new byte[16];
      random.nextBytes(address);
      for (int i = 0; i < 16; i += 2) {
        if (random.nextInt(3) > 0) {
          address[i] = 0;
          address[i + 1] = 0;
        }
      }
      address[0] = 0x20; // No address of IPv4 in disguise.
      return "[" + InetAddress.getByAddress(address).getHostAddress() + "]";
    }
    StringBuilder host = new StringBuilder();
    for (int label = random.nextInt(4); label >= 0; label--) {
      for (int i = random.nextInt(20); i >= 0; i--) {
        host.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      host.append(label == 0 ? "" : ".");
    }
    return host.toString();
  }
}
