package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The speed limits that the kernel holds, as `nft list set` tells them: `KEY limit rate over 2234
/// kbytes/second burst 64 kbytes`.
///
/// @param kibibytes a second, of each address
record HeldLimits(Map<TunnelAddress, Long> kibibytes) {
  private static final Pattern ELEMENT =
      Pattern.compile(
          "("
              + SetKey.FORM
              + ") limit rate over ([0-9]{1,12}) ([km])bytes/second burst [0-9a-z ]{1,24}");

  HeldLimits {
    kibibytes = Map.copyOf(kibibytes);
  }

  /// @throws IllegalArgumentException if it holds what no agent writes, or is malformed
  static HeldLimits parse(String listing) {
    Map<TunnelAddress, Long> kibibytes = new HashMap<>();
    for (String element : SetListing.elements(listing)) {
      Matcher matcher = ELEMENT.matcher(element);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("speed limits: an element that is none of ours");
      }
      long number = Long.parseLong(matcher.group(2));
      kibibytes.put(
          SetKey.address(matcher.group(1)), number * ("m".equals(matcher.group(3)) ? 1024 : 1));
    }
    return new HeldLimits(kibibytes);
  }
}
