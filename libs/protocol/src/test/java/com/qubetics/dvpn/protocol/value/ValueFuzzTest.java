package com.qubetics.dvpn.protocol.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// Texts of values, from wherever they come: each is read into its type or refused with
/// [IllegalArgumentException], and what was read reads back equal.
final class ValueFuzzTest {
  @FuzzTest
  void address(byte[] text) {
    readsBack(text, Address::parse, Address::toString);
    readsBack(text, Address::parse, Address::toBech32);
  }

  @FuzzTest
  void bootId(byte[] text) {
    readsBack(text, BootId::parse, BootId::toString);
  }

  @FuzzTest
  void bytes32(byte[] text) {
    readsBack(text, Bytes32::parse, Bytes32::toString);
  }

  @FuzzTest
  void endpoint(byte[] text) {
    readsBack(
        text,
        Endpoint::parse,
        endpoint -> {
          assertThat(endpoint.prefix()).matches(".+/(24|48)");
          return endpoint.toString();
        });
  }

  @FuzzTest
  void hex(byte[] text) {
    readsBack(text, spelling -> Hex.format(Hex.parse(spelling)), spelling -> spelling);
  }

  @FuzzTest
  void ipv6Address(byte[] text) {
    readsBack(text, Ipv6Address::parse, Ipv6Address::toString);
  }

  @FuzzTest
  void place(byte[] text) {
    readsBack(
        text,
        Place::parse,
        place ->
            "%s,%s,%s,%s"
                .formatted(place.city(), place.country(), place.latitude(), place.longitude()));
  }

  @FuzzTest
  void tokenAmount(byte[] text) {
    readsBack(
        text,
        TokenAmount::parse,
        amount -> {
          String tics = amount.toTics();
          assertThat(TokenAmount.ofTics(tics.substring(0, tics.length() - 5))).isEqualTo(amount);
          return amount.toString();
        });
  }

  @FuzzTest
  void tunnelKey(byte[] text) {
    readsBack(text, TunnelKey::parse, TunnelKey::toString);
    readsBack(text, TunnelKey::parseBase64, TunnelKey::toBase64);
  }

  @FuzzTest
  void tunnelNetwork(byte[] text) {
    readsBack(text, TunnelNetwork::parse, TunnelNetwork::toString);
  }

  private static <T> void readsBack(
      byte[] bytes, Function<String, T> parse, Function<T, String> written) {
    T value;
    try {
      value = parse.apply(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(parse.apply(written.apply(value))).isEqualTo(value);
  }
}
