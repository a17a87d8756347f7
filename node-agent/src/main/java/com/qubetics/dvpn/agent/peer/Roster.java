package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The sessions that this node serves. An address and a key each belong to one of them (I9).
/// Guarded by the lock of [Sessions].
final class Roster {
  private final Map<SessionId, Session> sessions = new LinkedHashMap<>();
  private final Map<TunnelAddress, SessionId> addresses = new HashMap<>();
  private final Map<TunnelKey, Session> keys = new HashMap<>();

  void add(Session session) {
    sessions.put(session.id(), session);
    addresses.put(session.address(), session.id());
    keys.put(session.key(), session);
  }

  void remove(Session session) {
    sessions.remove(session.id());
    addresses.remove(session.address());
    keys.remove(session.key());
  }

  Optional<Session> find(SessionId id) {
    return Optional.ofNullable(sessions.get(id));
  }

  Optional<Session> find(TunnelKey key) {
    return Optional.ofNullable(keys.get(key));
  }

  boolean has(TunnelAddress address) {
    return addresses.containsKey(address);
  }

  boolean has(TunnelKey key) {
    return keys.containsKey(key);
  }

  Collection<Session> all() {
    return Collections.unmodifiableCollection(sessions.values());
  }

  List<Session> where(Predicate<Session> condition) {
    return sessions.values().stream().filter(condition).toList();
  }

  int size() {
    return sessions.size();
  }
}
