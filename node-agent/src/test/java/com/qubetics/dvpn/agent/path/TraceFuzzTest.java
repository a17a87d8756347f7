package com.qubetics.dvpn.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.nio.charset.StandardCharsets;

/// What `nft monitor trace` writes, and what comes out of the tunnel: read as far as it is
/// understood. [Trace], [Opening].
final class TraceFuzzTest {
  private static final Opening OPENING =
      new Opening(
          TunnelAddress.parse("10.77.255.254"),
          20_000,
          new Echo(TunnelAddress.parse("192.0.2.80"), 443),
          1);

  @FuzzTest
  void trace(byte[] text) {
    Trace trace = Trace.parse(new String(text, StandardCharsets.UTF_8));
    assertThat(trace.in("eth0").steps()).isSubsetOf(trace.steps());
    trace.drop().ifPresent(step -> assertThat(step.where()).isNotBlank());
  }

  @FuzzTest
  void packet(byte[] packet) {
    OPENING.read(packet);
  }
}
