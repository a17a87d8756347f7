package com.qubetics.dvpn.ledger.signal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Passes what other replicas notify on to [Signals]. Keeps one connection of the pool for as long
/// as the service lives; without it everything goes on, a second slower ([SafetyNet]).
@Component
final class SignalListener implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(SignalListener.class);
  private static final Duration TURN = Duration.ofSeconds(1);

  private final DataSource dataSource;
  private final Signals signals;
  private final Counter losses;
  private volatile @Nullable Thread thread;

  SignalListener(DataSource dataSource, Signals signals, MeterRegistry meters) {
    this.dataSource = dataSource;
    this.signals = signals;
    this.losses = meters.counter("dvpn_ledger_listener_losses");
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("signal-listener").start(this::run);
  }

  /// Lets the thread end its turn: an interrupt would break the connection under it.
  @Override
  public void stop() {
    Thread stopping = thread;
    thread = null;
    if (stopping == null) {
      return;
    }
    try {
      if (!stopping.join(TURN.multipliedBy(2))) {
        stopping.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    while (isRunning()) {
      try (Connection connection = dataSource.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("listen " + Signals.CHANNEL);
        pass(connection.unwrap(PGConnection.class));
      } catch (SQLException e) {
        if (isRunning()) {
          losses.increment();
          LOG.warn("signal listener lost its connection: {}", e.getMessage());
          pause();
        }
      }
    }
  }

  private void pass(PGConnection connection) throws SQLException {
    while (isRunning()) {
      PGNotification[] notes = connection.getNotifications((int) TURN.toMillis());
      if (notes != null) {
        for (PGNotification note : notes) {
          signals.heard(note.getParameter());
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(TURN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
