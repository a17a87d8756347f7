package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// What `nft` lists of the marks, whatever it lists: a [SessionMark] for each address, or a
/// refusal.
final class MarkListingFuzzTest {
  @FuzzTest
  void marks(byte[] listing) {
    try {
      HeldMarks.parse(new String(listing, StandardCharsets.UTF_8))
          .marks()
          .values()
          .forEach(mark -> assertThat(SessionMark.parse(mark.toString())).isEqualTo(mark));
    } catch (IllegalArgumentException refused) {
      // Counts as rules that are not as written.
    }
  }
}
