package com.qubetics.dvpn.place;

/// How many letters have to be put in, left out, changed or swapped with the next to make one name
/// of another. Only what is within a bound is computed: two names of n letters take n × (2 × bound
/// +
/// 1) steps.
final class EditDistance {
  private EditDistance() {}

  /// @return `bound + 1` for whatever is more than the bound
  static int of(String from, String to, int bound) {
    int beyond = bound + 1;
    if (Math.abs(from.length() - to.length()) > bound) {
      return beyond;
    }
    int[][] rows = new int[3][to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      rows[0][j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = rows[i % 3];
      java.util.Arrays.fill(row, beyond);
      row[0] = Math.min(i, beyond);
      int least = row[0];
      for (int j = Math.max(1, i - bound); j <= Math.min(to.length(), i + bound); j++) {
        row[j] = step(from, to, rows, i, j);
        least = Math.min(least, row[j]);
      }
      if (least > bound) {
        return beyond;
      }
    }
    return Math.min(beyond, rows[from.length() % 3][to.length()]);
  }

  private static int step(String from, String to, int[][] rows, int i, int j) {
    int[] before = rows[(i + 2) % 3];
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int least = Math.min(before[j], rows[i % 3][j - 1]) + 1;
    least = Math.min(least, before[j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(least, rows[(i + 1) % 3][j - 2] + 1) : least;
  }
}
