package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.NetlinkAttributes;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Which session's mark belongs to which address, as the kernel holds it twice: in a map, what new
/// connections get, and in a set of addresses and marks, what others must have.
record HeldMarks(Map<TunnelAddress, SessionMark> marks) {
  private static final int ADDRESS_LENGTH = 4;

  HeldMarks {
    marks = Map.copyOf(marks);
  }

  static HeldMarks ofMap(List<NetlinkAttributes> elements) {
    return of(elements, HeldElement::mappedMark);
  }

  static HeldMarks ofSet(List<NetlinkAttributes> elements) {
    return of(elements, element -> element.mark(ADDRESS_LENGTH));
  }

  /// @throws IllegalArgumentException if they hold what no agent writes, or an address twice
  private static HeldMarks of(
      List<NetlinkAttributes> elements, Function<HeldElement, SessionMark> mark) {
    Map<TunnelAddress, SessionMark> marks = new HashMap<>();
    for (NetlinkAttributes told : elements) {
      HeldElement element = HeldElement.of(told);
      if (marks.put(element.address(0), mark.apply(element)) != null) {
        throw new IllegalArgumentException("marks: an address with two");
      }
    }
    return new HeldMarks(marks);
  }
}
