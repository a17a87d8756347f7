package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.follow.SetAsideLog.Act;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.RawLog;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Set;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/// One log could not be decoded, handled or stored; what was done in its transaction is rolled
/// back.
final class LogFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Connection, transaction rollback, resources, lock, operator's intervention.
  private static final Set<String> PASSING_STATES = Set.of("08", "40", "53", "55", "57");

  private final transient RawLog log;
  private final Act act;
  private final RuntimeException failure;

  LogFailure(Act act, RawLog log, RuntimeException failure) {
    super(failure);
    this.act = act;
    this.log = log;
    this.failure = failure;
  }

  /// Names the log and what was done with it.
  String subject() {
    return "%s %s/%s".formatted(act, log.blockHash(), log.logIndex());
  }

  RuntimeException failure() {
    return failure;
  }

  /// The database or the chain is away or busy: whatever the log, it is not its fault.
  boolean passes() {
    return failure instanceof TransientDataAccessException
        || failure instanceof RecoverableDataAccessException
        || failure instanceof DataAccessResourceFailureException
        || failure instanceof TransactionException
        || failure instanceof ChainException
        || isAway(failure);
  }

  /// Under an entity manager a lost connection or a deadlock shows only as a cause.
  private static boolean isAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && PASSING_STATES.contains(sql.getSQLState().substring(0, 2))) {
        return true;
      }
    }
    return false;
  }

  /// The same log would fail again: its values don't fit.
  boolean certain() {
    return failure instanceof IllegalArgumentException
        || failure instanceof ArithmeticException
        || failure instanceof DateTimeException
        || failure instanceof IndexOutOfBoundsException
        || failure instanceof DataIntegrityViolationException;
  }
}
