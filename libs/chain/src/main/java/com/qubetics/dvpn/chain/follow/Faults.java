package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.follow.SetAsideLog.Act;
import com.qubetics.dvpn.evm.rpc.RawLog;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which logs failed since a range was last done with. One whose values don't fit is set aside at
/// once; one that failed by something unknown after [#ATTEMPTS] turns; none because database or
/// chain are away. Owned by the follower's thread.
final class Faults {
  private static final int ATTEMPTS = 3;

  private final Map<String, Integer> attempts = new HashMap<>();
  private final Map<String, String> reasons = new HashMap<>();

  /// Counts a failure.
  ///
  /// @return whether the log is to be set aside from here on
  boolean givesUp(LogFailure failure) {
    if (failure.passes()) {
      return false;
    }
    int failed = attempts.merge(failure.subject(), 1, Integer::sum);
    if (failed < ATTEMPTS && !failure.certain()) {
      return false;
    }
    reasons.put(failure.subject(), SetAside.reason(failure.failure()));
    return true;
  }

  /// Why a log is to be set aside; empty if it is not.
  Optional<String> reason(Act act, RawLog log) {
    return Optional.ofNullable(
        reasons.get("%s %s/%s".formatted(act, log.blockHash(), log.logIndex())));
  }

  void forget() {
    attempts.clear();
    reasons.clear();
  }
}
