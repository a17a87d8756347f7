package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.evm.ChainException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How much of something an endpoint takes in one request. Vendors differ, say so in words of their
/// own and change it, so it is learned. For any number of threads.
///
/// How it works, and why: a refused size is halved until one works, which is kept. After
/// [#PATIENCE] requests of the full size, the middle between it and the smallest refused one is
/// tried, until the two meet: at an endpoint that takes ten, 100, 50, 25 and 12 are refused and 6
/// works; later 9 and 10 work, 11 does not. After [#FORGET] more the refusal is forgotten, since
/// the endpoint may have become another one. Where 1 is refused too, it was not the size's fault: 1
/// is asked for until it works, so as not to press an endpoint that is busy, then what worked
/// before.
final class Limit {
  private static final int PATIENCE = 20;
  private static final int FORGET = 2_000;

  private final String unit;
  private final int most;

  /// These five are guarded by this.
  private int size;

  /// The largest that worked, as far as nothing smaller was refused since.
  private int worked = 1;

  /// What that was before the refusals that no success has ended yet; 0: there are none.
  private int workedBefore;

  /// The smallest that was refused, as far as nothing larger worked since.
  private int refused;

  private int successes;
  private volatile @Nullable String words;

  /// @param unit of the size, for people: `calls in a batch`
  /// @param most to try at all
  Limit(String unit, int most) {
    this.unit = unit;
    this.most = most;
    this.size = most;
    this.refused = most + 1;
  }

  synchronized int size() {
    return size;
  }

  /// Where the endpoint takes less than what is tried at first: how much, and what it said.
  Optional<String> told() {
    String said = words;
    return said == null
        ? Optional.empty()
        : Optional.of("at most %s %s: %s".formatted(size(), unit, said));
  }

  /// Makes a request of some size; empty if it was refused and is to be made again in smaller ones.
  ///
  /// @throws ChainException if the endpoint gives no answer, or refuses one of size 1
  <T> Optional<T> attempt(int tried, Supplier<T> request) {
    try {
      T answer = request.get();
      worked(tried);
      return Optional.of(answer);
    } catch (NoAnswerException e) {
      if (e.slow() && tried > 1) {
        refused(tried, e);
      }
      throw e;
    } catch (ChainException e) {
      if (tried == 1) {
        notTheSize();
        throw e;
      }
      refused(tried, e);
      return Optional.empty();
    }
  }

  private synchronized void worked(int tried) {
    if (size == 1 && refused == 1) {
      // All was refused for a while.
      worked = Math.max(worked, workedBefore);
      size = worked;
      refused = most + 1;
    }
    worked = Math.max(worked, tried);
    workedBefore = 0;
    if (tried < size) {
      return;
    }
    successes++;
    int next = refused > most ? Math.min(most, 2 * size) : (size + refused) / 2;
    if (next > size) {
      if (successes >= PATIENCE) {
        size = next;
        successes = 0;
      }
    } else if (refused <= most && successes >= FORGET) {
      refused = most + 1;
      successes = 0;
    }
    if (worked == most) {
      words = null;
    }
  }

  private synchronized void refused(int tried, ChainException e) {
    successes = 0;
    refused = tried;
    workedBefore = workedBefore == 0 ? worked : workedBefore;
    worked = Math.min(worked, Math.max(1, tried - 1));
    int smaller = worked > tried / 2 ? worked : Math.max(1, tried / 2);
    // Several threads may have been refused the same.
    size = Math.min(size, smaller);
    words = e.getMessage();
  }

  private synchronized void notTheSize() {
    successes = 0;
    if (workedBefore > 0) {
      size = 1;
      refused = 1;
    }
  }
}
