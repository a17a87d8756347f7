package com.qubetics.dvpn.ledger.signal;

import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.loop.spring.LoopLifecycle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.stereotype.Component;

/// Passes what other replicas notify on to [Signals]. Keeps one connection of the pool for as long
/// as the service lives; without it everything goes on, a second slower ([SafetyNet]).
@Component
final class SignalListener implements LoopLifecycle {
  private static final Duration TURN = Duration.ofSeconds(1);

  private final DataSource dataSource;
  private final Signals signals;
  private final Loop loop;

  SignalListener(DataSource dataSource, Signals signals, MeterRegistry meters) {
    this.dataSource = dataSource;
    this.signals = signals;
    Counter losses = meters.counter("dvpn_ledger_listener_losses");
    this.loop = new Loop("signal-listener", this::listen, e -> losses.increment());
  }

  @Override
  public Loop loop() {
    return loop;
  }

  private Duration listen() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("listen " + Signals.CHANNEL);
      pass(connection.unwrap(PGConnection.class));
    }
    return Duration.ZERO;
  }

  private void pass(PGConnection connection) throws SQLException {
    while (loop.isRunning()) {
      PGNotification[] notes = connection.getNotifications((int) TURN.toMillis());
      if (notes != null) {
        for (PGNotification note : notes) {
          signals.heard(note.getParameter());
        }
      }
    }
  }
}
