package com.qubetics.dvpn.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine;

class PositionsCommandIT {
  private static final Database DATABASE = Postgres.shared().database("positions");

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final JdbcClient jdbc =
      JdbcClient.create(
          new DriverManagerDataSource(
              DATABASE.jdbcUrl(), DATABASE.username(), DATABASE.password()));
  private Path password;

  @BeforeEach
  void createsTheServicesTables() throws Exception {
    Flyway flyway =
        Flyway.configure()
            .dataSource(DATABASE.jdbcUrl(), DATABASE.username(), DATABASE.password())
            .locations("classpath:db/events")
            .cleanDisabled(false)
            .load();
    flyway.clean();
    flyway.migrate();
    jdbc.sql(
            """
            insert into event_position (topic, partition, next_offset, topic_id) values
              ('EPOCH_SEALED', 0, 45, 'one'), ('NODE_DIRECTORY', 2, 7, null)""")
        .update();
    password = Files.writeString(folder.resolve("password"), DATABASE.password() + "\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void showsEachPositionWithTheTopicsId() {
    assertThat(run()).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "topic=epoch.sealed partition=0 next=45 topicId=one",
            "topic=node.directory partition=2 next=7 topicId=unknown");
  }

  @Test
  void givesUpThePositionsOfOneTopic() {
    assertThat(run("--from-start", "epoch.sealed", "--json")).isZero();
    assertThat(out.toString()).doesNotContain("epoch.sealed").contains("node.directory");
    assertThat(run("--from-start", "epoch.sealed")).isEqualTo(1);
  }

  @Test
  void namesTheTopicsThereAre() {
    assertThat(run("--from-start", "EPOCH_SEALED")).isEqualTo(1);
    assertThat(err.toString()).contains("EPOCH_SEALED (expected: one of node.directory, ");
    assertThat(jdbc.sql("select count(*) from event_position").query(Long.class).single())
        .isEqualTo(2);
  }

  private int run(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "positions",
                "--database",
                DATABASE.jdbcUrl(),
                "--user",
                DATABASE.username(),
                "--database-password-file",
                password.toString()));
    line.addAll(List.of(arguments));
    CommandLine command = AdminCommand.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(line.toArray(String[]::new));
  }
}
