package com.qubetics.dvpn.events;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// What a topic keeps, and the broker's settings that make it so. Every setting that the promise
/// hangs on is stated: a broker's defaults are made for other promises, and its operator may have
/// changed them.
///
/// How it works, and why: a broker drops records by whole segments, and never touches the segment
/// that is written to. With its defaults that one lasts for 7 days or 1 GB: until then nothing is
/// compacted, whatever the policy says, and what should be gone after 7 days is gone after 14. So
/// segments are short here. A new reader of a compacted topic reads what is live, as much again at
/// most before the cleaner begins (dirty ratio 0.5), and the segments under way. Example: 9 nodes
/// that report every 5 s write 6,480 records in an hour; a new reader reads the 9, and the 540 of
/// the last 5 minutes. 10,000 nodes write 4 MiB per partition in some seconds, so there the size
/// closes the segment: 3 × 4 MiB, about 40,000 records, besides the 10,000.
///
/// @param policy `compact`: the newest record per key stays; `delete`: records go after the
///   retention time
/// @param segment after this, the segment that is written to is closed by the next record
/// @param segmentBytes or when it is as large as this
/// @param compactionLag a record with a newer one of its key goes at the latest so long after it
///   came, however little there is to clean; while its partition is written to
/// @param time how long records stay where the policy deletes; negative: for ever
record Retention(
    String policy, Duration segment, long segmentBytes, Duration compactionLag, Duration time) {
  static final Duration FOR_EVER = Duration.ofMillis(-1);

  private static final long MEBIBYTE = 1 << 20;
  private static final String COMPACT = "compact";
  private static final String DELETE = "delete";

  /// Less saves a reader little and costs the cleaner much: it copies what is live each time.
  private static final String DIRTY_RATIO = "0.5";

  static Retention newestPerKey() {
    return new Retention(
        COMPACT, Duration.ofMinutes(5), 4 * MEBIBYTE, Duration.ofMinutes(15), FOR_EVER);
  }

  /// The newest per key, and that one too only for a time.
  static Retention newestPerKeyFor(Duration time) {
    Retention newest = newestPerKey();
    return new Retention(
        COMPACT + "," + DELETE, newest.segment, newest.segmentBytes, newest.compactionLag, time);
  }

  /// All records, gone at the latest an eighth of the time after it.
  static Retention allFor(Duration time) {
    return new Retention(DELETE, time.dividedBy(8), 64 * MEBIBYTE, Duration.ZERO, time);
  }

  static Retention allForEver() {
    return new Retention(DELETE, Duration.ofDays(7), 64 * MEBIBYTE, Duration.ZERO, FOR_EVER);
  }

  /// As the broker names them.
  Map<String, String> configuration() {
    Map<String, String> all = new TreeMap<>();
    all.put("cleanup.policy", policy);
    all.put("segment.ms", millis(segment));
    all.put("segment.bytes", Long.toString(segmentBytes));
    all.put("retention.ms", millis(time));
    all.put("retention.bytes", "-1");
    if (policy.contains(COMPACT)) {
      all.put("min.cleanable.dirty.ratio", DIRTY_RATIO);
      all.put("min.compaction.lag.ms", "0");
      all.put("max.compaction.lag.ms", millis(compactionLag));
    }
    return all;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
