package com.qubetics.dvpn.chain;

import com.qubetics.dvpn.evm.Call;
import java.time.Duration;
import java.util.Optional;

/// The transaction outbox. What is named here has at most one effect on the chain, whatever is
/// replaced, dropped, reorganised or crashes in between (invariant I8).
public interface Sender {

  /// Sees to it that a call is made: stores an intent, in the caller's database transaction, unless
  /// one of this name is under way or done. One that FAILED had no effect and is followed by
  /// another. May be asked as often as one likes, on any replica.
  ///
  /// @param name of the effect, such as `anchor/sessions/7`
  /// @param call looked at only if an intent is stored
  /// @param retryAfter time from a failed attempt's storing to the next
  /// @return whether an intent was stored
  boolean ensure(String name, Call call, Duration retryAfter);

  /// Where the effect stands: its one attempt that has not FAILED, or the newest that has; empty if
  /// there was none.
  Optional<IntentState> state(String name);
}
