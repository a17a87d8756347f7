package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.ByteCount;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// One session of an opened row: its grant and, per boot of the node, what was last acked.
///
/// @param boots in any order; kept sorted by boot
public record OpenedSession(Signed<Grant> grant, List<OpenedBoot> boots) {
  private static final Comparator<OpenedBoot> ORDER =
      (one, other) ->
          Arrays.compareUnsigned(
              one.usage().message().boot().bytes(), other.usage().message().boot().bytes());

  public OpenedSession {
    boots = boots.stream().sorted(ORDER).toList();
    for (int i = 1; i < boots.size(); i++) {
      if (ORDER.compare(boots.get(i), boots.get(i - 1)) == 0) {
        throw new IllegalArgumentException("boot: twice in one session");
      }
    }
  }

  public ByteCount counted() {
    return boots.stream().map(OpenedBoot::counted).reduce(ByteCount.ZERO, ByteCount::plus);
  }
}
