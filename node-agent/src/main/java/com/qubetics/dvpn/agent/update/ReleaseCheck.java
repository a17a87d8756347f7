package com.qubetics.dvpn.agent.update;

import com.qubetics.dvpn.agent.update.ReleaseVerdict.Reason;
import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.ReleaseKeys;
import com.qubetics.dvpn.protocol.release.SignedRelease;
import com.qubetics.dvpn.protocol.release.Version;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import java.time.Instant;
import java.util.Optional;

/// Judges a published release. A pure function of what was published, what is pinned, what is
/// remembered and the time.
///
/// How it works, and why. Whoever serves the release is not believed in anything. Without enough
/// signatures of pinned keys nothing of it is read. A signed one can still be old: an expired one
/// is refused, and so is one older than the newest ever seen, even if this host never installed
/// that one. What a mirror can do is to keep silent, or to hold hosts on a release until it
/// expires.
///
/// @param installed the version that runs
/// @param node draws the node's place in the stages; empty before the node's first start, which is
///   the last stage
record ReleaseCheck(ReleaseKeys keys, Version installed, Optional<NodeId> node) {
  private static final int WHOLE_STAGE = 100;

  /// The verdict, and what to remember.
  record Outcome(ReleaseVerdict verdict, UpdateMemory memory) {}

  Outcome judge(SignedRelease signed, UpdateMemory memory, Instant now) {
    if (!keys.accept(signed)) {
      return refused(
          memory,
          Reason.SIGNATURES_MISSING,
          "%s of %s release keys signed it".formatted(keys.approvals(signed), keys.threshold()));
    }
    Release release;
    try {
      release = Json.read(signed.release(), Release.class);
    } catch (JsonException e) {
      return refused(memory, Reason.RELEASE_MALFORMED, String.valueOf(e.getMessage()));
    }
    return judge(release, memory, now);
  }

  private Outcome judge(Release release, UpdateMemory memory, Instant now) {
    if (release.publishedAt().isAfter(now.plus(ClockTolerance.DURATION))) {
      return refused(
          memory,
          Reason.RELEASE_FROM_THE_FUTURE,
          "published at " + new TimeGap(release.publishedAt(), now).against("this host's"));
    }
    if (!release.expiresAt().isAfter(now)) {
      return refused(
          memory,
          Reason.RELEASE_EXPIRED,
          "expired at " + new TimeGap(release.expiresAt(), now).against("this host's"));
    }
    Version version = release.version();
    if (memory.newest() != null && version.compareTo(memory.newest()) < 0) {
      return refused(memory, Reason.RELEASE_OLDER, version + " after " + memory.newest());
    }
    UpdateMemory after = memory.seen(version);
    if (version.compareTo(installed) <= 0) {
      return new Outcome(new ReleaseVerdict.Current(installed), after);
    }
    if (version.equals(memory.failed())) {
      return refused(after, Reason.FAILED_BEFORE, version + " did not start on this host");
    }
    if (installed.compareTo(release.minimumFrom()) < 0) {
      return refused(
          after,
          Reason.STEP_TOO_LARGE,
          "%s needs %s or newer".formatted(version, release.minimumFrom()));
    }
    return new Outcome(
        isDue(release) ? new ReleaseVerdict.Due(release) : new ReleaseVerdict.Later(release),
        after);
  }

  private boolean isDue(Release release) {
    return node.map(release::isFor).orElse(release.stagePercent() == WHOLE_STAGE);
  }

  private static Outcome refused(UpdateMemory memory, Reason reason, String detail) {
    return new Outcome(new ReleaseVerdict.Refused(reason, detail), memory);
  }
}
