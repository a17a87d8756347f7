package com.qubetics.dvpn.chain;

import java.util.Optional;

/// The transaction outbox. An intent is stored in the caller's database transaction, and then has
/// at most one effect on the chain, whatever is replaced, dropped, reorganised or crashes in
/// between.
public interface Sender {

  /// Stores the intent to make this call. The same key and call again does nothing.
  ///
  /// @param intentKey names the effect, such as `anchor/sessions/7`
  /// @throws IllegalStateException if the key was used for another call
  void send(String intentKey, Call call);

  /// Where an intent stands; empty if there was none.
  Optional<IntentState> state(String intentKey);
}
