package com.qubetics.dvpn.chain;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// An emptied database with this library's tables.
public final class ChainTables {
  public final DriverManagerDataSource dataSource;
  public final JdbcClient jdbc;
  public final TransactionTemplate transaction;

  public ChainTables() {
    Database database = SharedDatabase.IT;
    dataSource =
        new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    Flyway flyway =
        Flyway.configure()
            .dataSource(dataSource)
            .locations("classpath:db/chain")
            .cleanDisabled(false)
            .load();
    flyway.clean();
    flyway.migrate();
    jdbc = JdbcClient.create(dataSource);
    transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
  }

  /// Emptied for each test: creating and deleting many is slow.
  private static final class SharedDatabase {
    static final Database IT = Postgres.shared().database("chain");
  }
}
