package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;

/// How fast packets from and to one tunnel address may pass, both together. What is beyond it is
/// dropped; a second's worth and [#BURST_KIBIBYTES] may pass at once.
///
/// @param kibibytes a second
public record SpeedLimit(TunnelAddress address, long kibibytes) {
  /// As large as the kernel puts packets together.
  static final int BURST_KIBIBYTES = 64;

  /// 8 TB/s: far beyond any link, and far from the kernel's own limit.
  private static final long MOST = 1L << 33;

  public SpeedLimit {
    if (kibibytes < 1 || kibibytes > MOST) {
      throw new IllegalArgumentException(
          "speed limit: %s (expected: 1 to %s KiB a second)".formatted(kibibytes, MOST));
    }
  }

  public static SpeedLimit ofBytes(TunnelAddress address, long bytesPerSecond) {
    return new SpeedLimit(address, Math.max(1, bytesPerSecond / 1024));
  }
}
