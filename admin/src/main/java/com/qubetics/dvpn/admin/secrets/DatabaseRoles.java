package com.qubetics.dvpn.admin.secrets;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.PGConnection;

/// Each service's role at one PostgreSQL server: it owns its own database, and can't even connect
/// to another. Passwords are sent as what the server keeps of them (SCRAM-SHA-256), so that none
/// stands in a statement or a log. Names are those of [ServiceAccount], which want no quoting.
final class DatabaseRoles {
  private static final String SUPERUSER = "postgres";

  private final String server;
  private final String password;

  /// @param server `jdbc:postgresql://host:port`
  /// @param password of the superuser
  DatabaseRoles(String server, String password) {
    this.server = server;
    this.password = password;
  }

  /// What belongs to nobody in particular is nobody's.
  void closeToPublic() {
    try (Connection connection = connect(SUPERUSER);
        Statement statement = connection.createStatement()) {
      for (String database : new String[] {"postgres", "template1"}) {
        statement.execute("revoke all on database %s from public".formatted(database));
      }
    } catch (SQLException e) {
      throw refused("closing the server's own databases", e);
    }
  }

  /// Makes role and database if they are missing; sets the rights and the password in any case.
  void settle(String name, String rolePassword) {
    try (Connection connection = connect(SUPERUSER);
        Statement statement = connection.createStatement()) {
      if (ask(connection, "select rolname from pg_roles where rolname = ?", name).isEmpty()) {
        statement.execute("create role " + name);
      }
      statement.execute(
          "alter role %s login nosuperuser nocreatedb nocreaterole noreplication nobypassrls"
              .formatted(name));
      setPassword(connection, name, rolePassword);
      Optional<String> owner =
          ask(
              connection,
              "select pg_get_userbyid(datdba) from pg_database where datname = ?",
              name);
      if (owner.isEmpty()) {
        statement.execute("create database %1$s owner %1$s".formatted(name));
      } else if (!owner.get().equals(name)) {
        throw new IllegalArgumentException(
            ("database %1$s belongs to %2$s (expected: %1$s): it was made before services had roles"
                    + " of their own; start anew, or give it and all in it to the role %1$s")
                .formatted(name, owner.get()));
      }
      statement.execute("revoke all on database %s from public".formatted(name));
    } catch (SQLException e) {
      throw refused("the role of " + name, e);
    }
    try (Connection connection = connect(name);
        Statement statement = connection.createStatement()) {
      statement.execute("revoke all on schema public from public");
    } catch (SQLException e) {
      throw refused("the schema of " + name, e);
    }
  }

  /// Connections that are open stay so.
  void setPassword(String role, String rolePassword) {
    try (Connection connection = connect(SUPERUSER)) {
      setPassword(connection, role, rolePassword);
    } catch (SQLException e) {
      throw refused("the password of " + role, e);
    }
  }

  private static void setPassword(Connection connection, String role, String rolePassword)
      throws SQLException {
    connection
        .unwrap(PGConnection.class)
        .alterUserPassword(role, rolePassword.toCharArray(), "scram-sha-256");
  }

  private static Optional<String> ask(Connection connection, String query, String parameter)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(server + "/" + database, SUPERUSER, password);
  }

  private IllegalArgumentException refused(String what, SQLException e) {
    return new IllegalArgumentException(
        "%s at %s: %s"
            .formatted(what, server, String.valueOf(e.getMessage()).replaceAll("\\s+", " ")));
  }
}
