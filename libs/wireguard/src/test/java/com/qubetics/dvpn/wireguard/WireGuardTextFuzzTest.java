package com.qubetics.dvpn.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// Texts that come from programs and settings: each is read into its type or refused with
/// [IllegalArgumentException], whatever it is, and what was read reads back the same.
final class WireGuardTextFuzzTest {
  @FuzzTest
  void dump(byte[] text) {
    try {
      WgDump dump = WgDump.parse(text(text));
      assertThat(dump.listenPort()).isBetween(0, 65_535);
      dump.peers().forEach(peer -> assertThat(peer.rxBytes()).isNotNegative());
    } catch (IllegalArgumentException refused) {
      // As it should be.
    }
  }

  @FuzzTest
  void uapi(byte[] text) {
    UapiAnswer whole = new UapiAnswer();
    UapiAnswer parts = new UapiAnswer();
    boolean complete;
    try {
      complete = whole.take(ByteBuffer.wrap(text));
    } catch (IllegalArgumentException refused) {
      return;
    }
    // The same in two pieces, as a socket delivers it.
    ByteBuffer buffer = ByteBuffer.wrap(text);
    buffer.limit(text.length / 2);
    boolean early = parts.take(buffer);
    buffer.limit(text.length);
    assertThat(early || parts.take(buffer)).isEqualTo(complete);
  }

  @FuzzTest
  void cidr(byte[] text) {
    reads(text, Cidr::parse, Cidr::toString);
  }

  @FuzzTest
  void cidr6(byte[] text) {
    reads(text, Cidr6::parse, Cidr6::toString);
  }

  @FuzzTest
  void address(byte[] text) {
    reads(text, TunnelAddress::parse, TunnelAddress::toString);
  }

  @FuzzTest
  void interfaceName(byte[] text) {
    reads(text, InterfaceName::parse, InterfaceName::value);
  }

  private static <T> void reads(byte[] text, Function<String, T> form, Function<T, String> back) {
    T value;
    try {
      value = form.apply(text(text));
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(form.apply(back.apply(value))).isEqualTo(value);
    assertThat(back.apply(value)).matches("[a-zA-Z0-9_./:-]{1,43}");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
