package com.qubetics.dvpn.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine;

class SetAsideCommandIT {
  private static final Database DATABASE = Postgres.shared().database("setaside");

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
            .locations("classpath:db/chain")
            .cleanDisabled(false)
            .load();
    flyway.clean();
    flyway.migrate();
    password = Files.writeString(folder.resolve("password"), DATABASE.password() + "\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void showsThatNothingIsSetAside() {
    assertThat(run()).isZero();
    assertThat(out).hasToString("nothing is set aside\n");
  }

  @Test
  void showsWhatIsSetAsideAndWhy() {
    setAside("FAILED", "ArithmeticException: BigInteger out of long range");
    setAside("WAITING", "an earlier log about the same is set aside");
    assertThat(run()).isZero();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("id=1 APPLY FAILED block=7 logIndex=1 transaction=0x0303")
                    .contains("reason=\"ArithmeticException: BigInteger out of long range\""),
            line -> assertThat(line).startsWith("id=2 APPLY WAITING"));
  }

  @Test
  void hasOneTriedAgainOrAllThatFailedAndNoneThatWaits() {
    setAside("FAILED", "a");
    setAside("WAITING", "b");
    setAside("FAILED", "c");
    assertThat(run("--retry", "1")).isZero();
    assertThat(states()).isEqualTo("RETRY WAITING FAILED");
    assertThat(run("--retry", "2")).isEqualTo(1);
    assertThat(err.toString()).contains("2: no such log");
    assertThat(run("--retry-all")).isZero();
    assertThat(states()).isEqualTo("RETRY WAITING RETRY");
  }

  @Test
  void skipsOneOnlyForAReasonWhichIsKept() {
    setAside("FAILED", "a");
    assertThat(run("--skip", "1")).isEqualTo(2);
    assertThat(states()).isEqualTo("FAILED");
    assertThat(run("--skip", "1", "--reason", "bought for nothing")).isZero();
    assertThat(states()).isEqualTo("SKIPPED");
    assertThat(run("--json")).isZero();
    assertThat(out.toString())
        .contains("\"decision\":\"bought for nothing\"", "\"state\":\"SKIPPED\"");
    assertThat(run("--skip", "1", "--reason", "again")).isEqualTo(1);
    assertThat(run("--retry", "1", "--skip", "1", "--reason", "both")).isEqualTo(2);
  }

  @Test
  void saysInOneLineThatADatabaseIsNotAServices() {
    jdbc.sql("drop table chain_set_aside").update();
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString()).startsWith("set-aside: database: ").contains("chain_set_aside");
  }

  private void setAside(String state, String reason) {
    jdbc.sql(
            """
            insert into chain_set_aside
              (act, state, block, log_index, block_hash, block_time, transaction, contract, topics, data,
               keys, reason)
            values ('APPLY', :state, 7, 1 + (select count(*) from chain_set_aside), :hash, now(), :hash,
              :contract, array[:hash]::bytea[], '', array[]::text[], :reason)
            """)
        .param("state", state)
        .param("reason", reason)
        .param("hash", filled(32))
        .param("contract", filled(20))
        .update();
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 3);
    return bytes;
  }

  private String states() {
    return jdbc.sql("select string_agg(state, ' ' order by id) from chain_set_aside")
        .query(String.class)
        .single();
  }

  private int run(String... more) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line =
        AdminCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] arguments = new String[7 + more.length];
    String[] database = {
      "set-aside",
      "--database",
      DATABASE.jdbcUrl(),
      "--user",
      DATABASE.username(),
      "--database-password-file",
      password.toString()
    };
    System.arraycopy(database, 0, arguments, 0, 7);
    System.arraycopy(more, 0, arguments, 7, more.length);
    return line.execute(arguments);
  }
}
