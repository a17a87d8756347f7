package com.qubetics.dvpn.agent.firewall;

import java.util.List;
import java.util.stream.Stream;

/// The elements of a set as `nft list set` writes them: `elements = { A, B }`.
final class SetListing {
  private static final String START = "elements = {";

  private SetListing() {}

  /// @throws IllegalArgumentException if the list does not end
  static List<String> elements(String listing) {
    int start = listing.indexOf(START);
    if (start < 0) {
      return List.of();
    }
    int end = listing.indexOf('}', start);
    if (end < 0) {
      throw new IllegalArgumentException("set: listing without its end");
    }
    return Stream.of(listing.substring(start + START.length(), end).strip().split(",\\s*"))
        .map(String::strip)
        .toList();
  }
}
