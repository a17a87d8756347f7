package com.qubetics.dvpn.registry;

import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.Sender;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps intents in memory; each is confirmed when the test says so.
public final class FakeSender implements Sender {
  private final Map<String, Call> intents = new LinkedHashMap<>();
  private final Set<String> failed = new HashSet<>();
  private IntentState.Status status = IntentState.Status.CONFIRMED;

  @Override
  public synchronized void send(String intentKey, Call call) {
    Call earlier = intents.putIfAbsent(intentKey, call);
    if (earlier != null && !earlier.equals(call)) {
      throw new IllegalStateException("another call under " + intentKey);
    }
  }

  @Override
  public synchronized Optional<IntentState> state(String intentKey) {
    return Optional.ofNullable(intents.get(intentKey))
        .map(
            call ->
                new IntentState(
                    failed.contains(intentKey) ? IntentState.Status.FAILED : status,
                    null,
                    null,
                    null,
                    null));
  }

  public synchronized void confirming(boolean confirms) {
    status = confirms ? IntentState.Status.CONFIRMED : IntentState.Status.SENT;
  }

  public synchronized void fail(String intentKey) {
    failed.add(intentKey);
  }

  public synchronized List<String> keys() {
    return List.copyOf(intents.keySet());
  }

  synchronized void clear() {
    intents.clear();
    failed.clear();
    status = IntentState.Status.CONFIRMED;
  }
}
