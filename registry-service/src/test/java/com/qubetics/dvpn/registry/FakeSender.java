package com.qubetics.dvpn.registry;

import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.evm.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps the names of intents in memory; each is confirmed when the test says so.
public final class FakeSender implements Sender {
  private final List<String> stored = new ArrayList<>();
  private final Set<String> failed = new HashSet<>();
  private IntentState.Status status = IntentState.Status.CONFIRMED;

  @Override
  public synchronized boolean ensure(String name, Call call, Duration retryAfter) {
    return (failed.remove(name) || !stored.contains(name)) && stored.add(name);
  }

  @Override
  public synchronized Optional<IntentState> state(String name) {
    return stored.contains(name)
        ? Optional.of(
            new IntentState(
                failed.contains(name) ? IntentState.Status.FAILED : status, null, null, null, null))
        : Optional.empty();
  }

  public synchronized void confirming(boolean confirms) {
    status = confirms ? IntentState.Status.CONFIRMED : IntentState.Status.SENT;
  }

  public synchronized void fail(String name) {
    failed.add(name);
  }

  /// One for each attempt.
  public synchronized List<String> names() {
    return List.copyOf(stored);
  }

  synchronized void clear() {
    stored.clear();
    failed.clear();
    status = IntentState.Status.CONFIRMED;
  }
}
