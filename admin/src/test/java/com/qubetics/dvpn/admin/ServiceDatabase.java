package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine;

/// A service's database, fresh, and one of the commands that work on it.
final class ServiceDatabase {
  final JdbcClient jdbc;

  /// What the last run printed.
  final StringWriter out = new StringWriter();

  final StringWriter err = new StringWriter();
  private final List<String> line;

  /// @param name of the database and of its folder of migrations, in `db/`
  /// @param folder for the file with its password
  ServiceDatabase(String name, String command, Path folder) throws IOException {
    Database database = Postgres.shared().database(name);
    Flyway flyway =
        Flyway.configure()
            .dataSource(database.jdbcUrl(), database.username(), database.password())
            .locations("classpath:db/" + name)
            .cleanDisabled(false)
            .load();
    flyway.clean();
    flyway.migrate();
    jdbc =
        JdbcClient.create(
            new DriverManagerDataSource(
                database.jdbcUrl(), database.username(), database.password()));
    Path password = Files.writeString(folder.resolve("password"), database.password() + "\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    line =
        List.of(
            command,
            "--database",
            database.jdbcUrl(),
            "--user",
            database.username(),
            "--database-password-file",
            password.toString());
  }

  int run(String... more) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> arguments = new ArrayList<>(line);
    arguments.addAll(List.of(more));
    CommandLine command =
        AdminCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(arguments.toArray(String[]::new));
  }
}
