package com.qubetics.dvpn.ledger.signal;

import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Rings for changes whose signal was lost: once a second one query for all that is waited for in
/// this replica, however many wait. What it sees for the first time it rings for once, since it may
/// have changed between the waiter's own read and the first look.
@Component
class SafetyNet {
  private final JdbcClient jdbc;
  private final Signals signals;

  /// What is waited for and how it stood at the last look. Guarded by this.
  private Map<String, String> seen = Map.of();

  SafetyNet(JdbcClient jdbc, Signals signals) {
    this.jdbc = jdbc;
    this.signals = signals;
  }

  @Scheduled(fixedRate = 1_000)
  synchronized void look() {
    Set<String> awaited = signals.awaited();
    if (awaited.isEmpty()) {
      seen = Map.of();
      return;
    }
    Map<String, String> now = new HashMap<>();
    awaited.forEach(name -> now.put(name, "")); // What has no row yet.
    now.putAll(read(awaited));
    Map<String, String> before = seen;
    seen = now;
    now.forEach(
        (name, state) -> {
          if (!state.equals(before.get(name))) {
            signals.ring(name);
          }
        });
  }

  private Map<String, String> read(Set<String> names) {
    Map<String, String> states = new HashMap<>();
    jdbc.sql(
            """
            select :peers || '0x' || encode(n.id, 'hex') as name, n.revision::text as state
            from unnest(string_to_array(:nodes, ',')) asked(hex)
              join node n on n.id = decode(asked.hex, 'hex')
            union all
            select :session || '0x' || encode(s.id, 'hex'),
                   s.state || coalesce(encode(s.newest_usage, 'hex'), '')
            from unnest(string_to_array(:sessions, ',')) asked(hex)
              join session s on s.id = decode(asked.hex, 'hex')
            """)
        .paramSource(
            Values.of("peers", Signals.PEERS)
                .and("session", Signals.SESSION)
                .and("nodes", digits(names, Signals.PEERS))
                .and("sessions", digits(names, Signals.SESSION)))
        .query(Row.as(row -> states.put(row.text("name"), row.text("state"))))
        .list();
    return states;
  }

  private static String digits(Set<String> names, String kind) {
    return names.stream()
        .filter(name -> name.startsWith(kind))
        .map(name -> name.substring(kind.length() + "0x".length()))
        .collect(Collectors.joining(","));
  }
}
