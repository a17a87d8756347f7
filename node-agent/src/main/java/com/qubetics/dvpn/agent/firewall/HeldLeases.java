package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The leases that the kernel holds, as `nft list set` tells them: `"IF" . KEY timeout 15s expires
/// 14s956ms`.
///
/// @param left how long each still runs
record HeldLeases(Map<TunnelAddress, Duration> left) {
  private static final Pattern ELEMENT =
      Pattern.compile(
          "\"([^\"]{1,32})\" \\. ("
              + SetKey.FORM
              + ")(?: timeout [0-9a-z]+)?(?: expires ([0-9a-z]+))?");
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|d|h|m|s)");

  /// Longer than any lease: what has no end of its own.
  static final Duration ENDLESS = Duration.ofDays(36_500);

  HeldLeases {
    left = Map.copyOf(left);
  }

  /// @throws IllegalArgumentException if it holds a lease of another interface, or is malformed
  static HeldLeases parse(String listing, InterfaceName tunnel) {
    Map<TunnelAddress, Duration> left = new HashMap<>();
    for (String element : SetListing.elements(listing)) {
      Matcher matcher = ELEMENT.matcher(element);
      if (!matcher.matches() || !matcher.group(1).equals(tunnel.value())) {
        throw new IllegalArgumentException("leases: an element that is none of ours");
      }
      String expires = matcher.group(3);
      left.put(SetKey.address(matcher.group(2)), expires == null ? ENDLESS : duration(expires));
    }
    return new HeldLeases(left);
  }

  /// Reads `1d2h3m4s5ms`.
  private static Duration duration(String text) {
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int at = 0;
    while (part.find() && part.start() == at) {
      long number = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "d" -> Duration.ofDays(number);
                case "h" -> Duration.ofHours(number);
                case "m" -> Duration.ofMinutes(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMillis(number);
              });
      at = part.end();
    }
    if (at != text.length()) {
      throw new IllegalArgumentException("leases: malformed time");
    }
    return sum;
  }
}
