package com.qubetics.dvpn.epoch.penalty;

import com.qubetics.dvpn.protocol.value.Account;

/// What one watcher saw of one node in the blind sessions of one epoch.
///
/// @param party whose watcher it is: all watchers of one account are one voice
/// @param passed sessions in which all was as it should be
/// @param failed sessions that served nothing
/// @param bad sessions that reached a forbidden target or read altered content
public record Sightings(Account party, int passed, int failed, int bad) {
  public Sightings {
    if (passed < 0 || failed < 0 || bad < 0) {
      throw new IllegalArgumentException(
          "sightings: %s passed, %s failed, %s bad (expected: none negative)"
              .formatted(passed, failed, bad));
    }
  }

  Sightings plus(Sightings other) {
    return new Sightings(party, passed + other.passed, failed + other.failed, bad + other.bad);
  }
}
