package com.qubetics.dvpn.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class EnginesIT {

  @TempDir private Path folder;

  @Test
  void givesEachCallerAnEmptyDatabaseOnADurableServer() throws Exception {
    Database first = Postgres.shared().database("things");
    Database second = Postgres.shared().database("things");
    assertThat(first.jdbcUrl()).isNotEqualTo(second.jdbcUrl());
    assertThat(answer(first, "show fsync")).isEqualTo("on");
    assertThat(answer(first, "show synchronous_commit")).isEqualTo("on");
    assertThat(answer(second, "show server_version")).startsWith("18.");
  }

  @Test
  void refusesNamesThatWouldNeedQuoting() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Postgres.shared().database("x; drop table y"));
  }

  @Test
  void keepsCommittedRowsWhenTheServerIsKilledAndStartedAgain() throws Exception {
    int port = Ports.free();
    Database kept = Postgres.start(folder, port).maintenance();
    run(kept, "create table t (x int)");
    run(kept, "insert into t values (42)");
    Path pidFile = folder.resolve("data/postmaster.pid");
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst());
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    server.destroyForcibly();
    server.onExit().get(20, TimeUnit.SECONDS);
    try (Postgres again = Postgres.start(folder, port)) {
      assertThat(again.port()).isEqualTo(port);
      assertThat(answer(kept, "select x from t")).isEqualTo("42");
    }
  }

  @Test
  void endsAServerThatAnEarlierJvmLeftOnTheDirectory() throws Exception {
    int port = Ports.free();
    Postgres.start(folder, port);
    try (Postgres second = Postgres.start(folder, Ports.free())) {
      assertThat(second.port()).isNotEqualTo(port);
      assertThat(answer(second.maintenance(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void asksEverybodyForAPassword() throws Exception {
    try (Postgres server = Postgres.start(folder, Ports.free())) {
      Database known = server.maintenance();
      for (String wrong : List.of("", "devnet", known.password() + "x")) {
        assertThatThrownBy(
                new Database(known.jdbcUrl(), known.username(), wrong)::connect, "%s", wrong)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password");
      }
      assertThat(Files.readAllLines(folder.resolve("data/pg_hba.conf")))
          .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
          .isNotEmpty()
          .allMatch(line -> line.endsWith("scram-sha-256"));
      Path file = folder.resolve("superuser.password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(folder.resolve("postgres.log"))).doesNotContain(known.password());
    }
  }

  @Test
  void saysWhatToDoWithDatabasesThatAskedForNoPassword() throws Exception {
    Postgres.start(folder, Ports.free()).close();
    Files.delete(folder.resolve("superuser.password"));
    assertThatThrownBy(() -> Postgres.start(folder, Ports.free()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("./dev down --wipe");
  }

  @Test
  void takesRecordsIntoATopic() throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", Kafka.shared().bootstrap());
    try (Admin admin = Admin.create(settings);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      admin
          .createTopics(List.of(new NewTopic("engines.test", 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
      byte[] text = "hello".getBytes(StandardCharsets.UTF_8);
      long offset =
          producer
              .send(new ProducerRecord<>("engines.test", text))
              .get(30, TimeUnit.SECONDS)
              .offset();
      assertThat(offset).isZero();
    }
  }

  @Test
  void startsTheBrokerAgainOnItsDirectory() {
    int port = Ports.free();
    Kafka.start(folder, port).close();
    try (Kafka again = Kafka.start(folder, port)) {
      assertThat(again.bootstrap()).isEqualTo("127.0.0.1:" + port);
    }
  }

  @Test
  void keepsTheChainOfADirectory() throws Exception {
    int port = Ports.free();
    Path state = folder.resolve("state.json");
    try (Anvil first = Anvil.start(folder, port)) {
      first.call("anvil_setBalance", "[\"0x00000000000000000000000000000000000000aa\",\"0x7\"]");
      assertThat(Deadline.in(Duration.ofSeconds(20)).await(() -> Files.exists(state))).isTrue();
      Files.delete(state);
      assertThat(Deadline.in(Duration.ofSeconds(20)).await(() -> Files.exists(state))).isTrue();
    }
    try (Anvil second = Anvil.start(folder, port)) {
      String balance =
          second.call(
              "eth_getBalance", "[\"0x00000000000000000000000000000000000000aa\",\"latest\"]");
      assertThat(balance).contains("\"0x7\"");
    }
  }

  private static void run(Database database, String sql) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String answer(Database database, String sql) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
