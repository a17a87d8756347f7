package com.qubetics.dvpn.selector.candidate;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Hex;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// All nodes at one moment. Its id is a hash of what it shows, so two replicas that have read the
/// same records name it alike, and an answer can be recomputed from it.
///
/// @param id `0x` and 16 digits
/// @param candidates sorted by node
public record Snapshot(String id, List<Candidate> candidates) {
  private static final int ID_BYTES = 8;
  private static final int BYTES_PER_NODE = 20 + 8 + 8 + 1;

  public Snapshot {
    candidates = List.copyOf(candidates);
  }

  public static Snapshot of(Collection<Candidate> candidates) {
    List<Candidate> sorted =
        candidates.stream().sorted(Comparator.comparing(Candidate::node)).toList();
    ByteBuffer shown = ByteBuffer.allocate(sorted.size() * BYTES_PER_NODE);
    for (Candidate candidate : sorted) {
      Load load = candidate.load();
      shown
          .put(candidate.node().address().bytes())
          .putLong(candidate.version())
          .putLong(load == null ? -1 : load.version())
          .put((byte) (candidate.newcomer() ? 1 : 0));
    }
    byte[] hash = Keccak.hash(shown.array()).bytes();
    return new Snapshot(Hex.format(Arrays.copyOf(hash, ID_BYTES)), sorted);
  }
}
