package com.qubetics.dvpn.protocol.value;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A time beside the reading of the clock that judges it. Every refusal whose cause is time says
/// both and what lies between, so that its reader sees which clock may be off, and by how much.
///
/// @param stated what the other side's clock read, or a limit that it was told
/// @param judged what the judging clock reads
public record TimeGap(Instant stated, Instant judged) {
  /// From here on two clocks differ by more than transport and rounding explain, and half of what
  /// is tolerated is used up: worth a word in any refusal.
  public static final Duration NOTEWORTHY = Duration.ofSeconds(60);

  private static final long SECONDS_SPOKEN = Duration.ofHours(2).toSeconds();
  private static final long HOURS_SPOKEN = Duration.ofDays(2).toSeconds();

  /// @param stated seconds since 1970, UTC; what is too far off to be a time is the farthest one
  public static TimeGap ofEpochSecond(long stated, Instant judged) {
    long second = Math.clamp(stated, Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
    return new TimeGap(Instant.ofEpochSecond(second), judged);
  }

  /// Positive: what was stated is ahead of the judging clock.
  public Duration ahead() {
    return Duration.between(judged, stated);
  }

  public boolean isNoteworthy() {
    return ahead().abs().compareTo(NOTEWORTHY) > 0;
  }

  /// Such as `2026-03-01T12:03:00Z, 180 s ahead of the gateway's clock (2026-03-01T12:00:00Z)`.
  ///
  /// @param clock whose judges, such as `the gateway's`
  public String against(String clock) {
    return "%s, %s %s clock (%s)".formatted(second(stated), distance(), clock, second(judged));
  }

  /// Such as `180 s ahead of`.
  public String distance() {
    long ahead = second(judged).until(second(stated), ChronoUnit.SECONDS);
    long seconds = Math.abs(ahead);
    String size =
        seconds <= SECONDS_SPOKEN
            ? seconds + " s"
            : seconds <= HOURS_SPOKEN ? seconds / 3600 + " h" : seconds / 86400 + " d";
    return size + (ahead < 0 ? " behind" : " ahead of");
  }

  private static Instant second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
