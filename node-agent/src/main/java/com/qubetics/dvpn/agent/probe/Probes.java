package com.qubetics.dvpn.agent.probe;

import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// This node's work as a prober: [#AT_ONCE] probes at a time, each assignment once, each result
/// kept until it was taken or its slot is past.
///
/// The registry repeats an assignment until it is reported on, so one for which there is no place
/// is left for the next heartbeat, and counts as taken only when its probe begins. One that found
/// no place until its slot was over is told as not made: silence would look like a prober that is
/// dead, and "no answer" like a node that is.
public final class Probes {
  static final int AT_ONCE = 64;

  /// Assignments remembered, those taken and those put off each.
  private static final int REMEMBERED = 1024;

  /// Slots for which results are still worth telling: this one and the one before.
  private static final long SLOTS = 2;

  private final Function<Assignment, ProbeResult> prober;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final NewestPerKey<Key, ProbeResult> results = new NewestPerKey<>();
  private final LongAdder made = new LongAdder();

  /// Taken or told. The oldest are forgotten. Of the thread that calls [#take].
  private final Set<Key> seen = Collections.newSetFromMap(new Bounded<>());

  /// Without a place so far. Of the thread that calls [#take].
  private final Map<Key, Assignment> putOff = new Bounded<>();

  private volatile long slot;

  private record Key(long slot, Bytes32 challenge) {}

  /// Where results are brought.
  public interface Registry {
    void probed(List<ProbeResult> results) throws LinkException;
  }

  /// @param prober makes a probe, whatever becomes of it
  public Probes(Function<Assignment, ProbeResult> prober) {
    this.prober = prober;
  }

  /// Begins what has a place. Called by one thread.
  ///
  /// @param present the slot of this moment
  public void take(long present, List<Assignment> assignments) {
    slot = present;
    for (Assignment assignment : assignments) {
      Key key = new Key(assignment.slot(), assignment.challenge());
      if (seen.contains(key)) {
        continue;
      }
      if (places.tryAcquire()) {
        seen.add(key);
        putOff.remove(key);
        begin(key, assignment);
      } else {
        putOff.put(key, assignment);
      }
    }
    tellPutOff(present);
  }

  private void begin(Key key, Assignment assignment) {
    Thread.ofVirtual()
        .name("probe")
        .start(
            () -> {
              try {
                ProbeResult result = prober.apply(assignment);
                if (result.wasMade()) {
                  made.increment();
                }
                results.put(key, result);
              } finally {
                places.release();
              }
            });
  }

  private void tellPutOff(long present) {
    var waiting = putOff.entrySet().iterator();
    while (waiting.hasNext()) {
      var entry = waiting.next();
      if (entry.getKey().slot() < present) {
        seen.add(entry.getKey());
        results.put(entry.getKey(), ProbeResult.unanswered(entry.getValue(), false));
        waiting.remove();
      }
    }
  }

  /// Waits for results and brings up to `most`. What could not be brought comes again, unless it
  /// was refused for good.
  ///
  /// @return false if there were none within `millis`
  public boolean deliver(Registry registry, int most, long millis)
      throws LinkException, InterruptedException {
    Map<Key, ProbeResult> batch = results.take(most, millis);
    batch.keySet().removeIf(key -> key.slot() <= slot - SLOTS);
    if (batch.isEmpty()) {
      return false;
    }
    try {
      registry.probed(new ArrayList<>(batch.values()));
      return true;
    } catch (LinkException e) {
      if (!e.isFinal()) {
        results.putBack(batch);
      }
      throw e;
    }
  }

  /// Probes sent since the start.
  public long made() {
    return made.sum();
  }

  private static final class Bounded<V> extends LinkedHashMap<Key, V> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
      return size() > REMEMBERED;
    }
  }
}
