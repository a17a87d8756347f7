package com.qubetics.dvpn.epoch.penalty;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All that is known from outside about one node at the end of an epoch. Nothing in it is the
/// node's own word or a client's.
///
/// @param deposit what a slash can reach, base units
/// @param slots that were judged in this epoch, by three probers of two providers at least, and in
///   which the node was not in jail
/// @param up of these, slots in which it answered or was away as declared within its credit
/// @param before blind sessions of the epoch before this one
/// @param now blind sessions of this epoch
/// @param strikes all that the node has, of whatever age
public record Evidence(
    NodeId node,
    Account provider,
    TokenAmount deposit,
    long slots,
    long up,
    List<Sightings> before,
    List<Sightings> now,
    List<Fork> forks,
    List<Strike> strikes) {

  public Evidence {
    if (up < 0 || up > slots) {
      throw new IllegalArgumentException("up: %s (expected: 0 to %s slots)".formatted(up, slots));
    }
    before = byParty(before, provider);
    now = byParty(now, provider);
    forks = List.copyOf(forks);
    strikes = List.copyOf(strikes);
  }

  /// One for each party; a node's own provider is no witness.
  private static List<Sightings> byParty(List<Sightings> all, Account provider) {
    Map<Account, Sightings> parties = new LinkedHashMap<>();
    for (Sightings one : all) {
      if (!one.party().equals(provider)) {
        parties.merge(one.party(), one, Sightings::plus);
      }
    }
    return List.copyOf(parties.values());
  }
}
