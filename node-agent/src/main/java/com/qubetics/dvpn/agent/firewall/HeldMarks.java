package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which session's mark belongs to which address, as the kernel holds it twice: `nft list map`
/// tells `KEY : MARK`, what new connections get, and `nft list set` tells `KEY . MARK`, what others
/// must have.
record HeldMarks(Map<TunnelAddress, SessionMark> marks) {
  private static final Pattern ELEMENT =
      Pattern.compile("(" + SetKey.FORM + ") [:.] (0x[0-9a-f]{8})");

  HeldMarks {
    marks = Map.copyOf(marks);
  }

  /// @throws IllegalArgumentException if it is malformed, or has an address twice
  static HeldMarks parse(String listing) {
    Map<TunnelAddress, SessionMark> marks = new HashMap<>();
    for (String element : SetListing.elements(listing)) {
      Matcher matcher = ELEMENT.matcher(element);
      if (!matcher.matches()
          || marks.put(SetKey.address(matcher.group(1)), SessionMark.parse(matcher.group(2)))
              != null) {
        throw new IllegalArgumentException("marks: an element that is none of ours");
      }
    }
    return new HeldMarks(marks);
  }
}
