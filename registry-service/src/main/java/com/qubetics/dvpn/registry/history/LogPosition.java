package com.qubetics.dvpn.registry.history;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A log's place on the chain; as text, `block.logIndex`, the cursor of a page.
record LogPosition(long block, int logIndex) {
  /// After all that can be.
  static final LogPosition END = new LogPosition(Long.MAX_VALUE, 0);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})\\.([0-9]{1,9})");

  /// @throws IllegalArgumentException unless in the form of [#toString]
  static LogPosition parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("cursor: malformed (expected: a page's nextCursor)");
    }
    return new LogPosition(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return block + "." + logIndex;
  }
}
