package com.qubetics.dvpn.engines;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Where a database is reached.
///
/// @param jdbcUrl address for the PostgreSQL driver, without credentials
/// @param username owner of the database
/// @param password password of that user
public record Database(String jdbcUrl, String username, String password) {

  @Override
  public String toString() {
    return "%s as %s".formatted(jdbcUrl, username);
  }

  /// A new connection, closed by the caller.
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, username, password);
  }
}
