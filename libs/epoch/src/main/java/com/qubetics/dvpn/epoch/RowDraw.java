package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Which rows of the session file are opened: picked by the hash of the block after the anchor's,
/// which nobody knew when the rows were sealed and everybody knows afterwards.
///
/// How it works: for k = 0, 1, 2, … the number keccak256(blockHash ‖ uint64 k) mod rows is drawn,
/// repeats are dropped, until 1 % of the rows (rounded up) and at least 30 are drawn; all, if there
/// are no more than that. The bias of `mod` on 256 bits is below rows / 2^256.
public final class RowDraw {
  static final int LEAST = 30;

  private RowDraw() {}

  /// How many of `rows` are opened.
  public static int count(int rows) {
    return Math.min(rows, Math.max(LEAST, Math.ceilDiv(rows, 100)));
  }

  /// Indexes into the file's sorted rows, ascending.
  public static List<Integer> of(Bytes32 blockHash, int rows) {
    int count = count(rows);
    if (count == rows) {
      return IntStream.range(0, rows).boxed().toList();
    }
    BigInteger modulus = BigInteger.valueOf(rows);
    SortedSet<Integer> drawn = new TreeSet<>();
    for (long k = 0; drawn.size() < count; k++) {
      byte[] counter = ByteBuffer.allocate(Long.BYTES).putLong(k).array();
      BigInteger number = new BigInteger(1, Keccak.hash(blockHash.bytes(), counter).bytes());
      drawn.add(number.mod(modulus).intValue());
    }
    return List.copyOf(drawn);
  }
}
