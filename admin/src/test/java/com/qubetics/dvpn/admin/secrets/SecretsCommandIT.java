package com.qubetics.dvpn.admin.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Deadline;
import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.Ports;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.events.KafkaLogin;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.events.TopicRights;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/// Every service's credentials at every door of PostgreSQL and Kafka: what opens is the table's,
/// and nothing else.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class SecretsCommandIT {
  private static final String PREFIX = "net.";
  private static final Duration RENEWAL = Duration.ofSeconds(5);
  private static final Duration WAIT = Duration.ofSeconds(30);

  @TempDir private static Path home;

  private static Postgres postgres;
  private static Kafka kafka;
  private static int adminPort;
  private static SecretsFolder folder;
  private static String printed;

  @BeforeAll
  static void start() throws Exception {
    folder = new SecretsFolder(home.resolve("secrets"));
    printed = run(0, "make");
    postgres = Postgres.start(home.resolve("postgres"), Ports.free(), folder.superuserPassword());
    adminPort = Ports.free();
    kafka =
        Kafka.guarded(
            home.resolve("kafka"),
            Ports.free(),
            adminPort,
            folder.kafkaAdminPassword().getParent(),
            RENEWAL);
    printed += settle();
    Deadline deadline = Deadline.in(WAIT);
    for (TopicRights user : TopicRights.values()) {
      assertThat(deadline.await(() -> isKnown(user))).as(user.user()).isTrue();
    }
    makeTopics();
  }

  @AfterAll
  static void stop() {
    kafka.close();
    postgres.close();
  }

  @Test
  void opensToEachServiceItsOwnDatabaseAlone() throws Exception {
    List<String> databases = new ArrayList<>(List.of("postgres", "template1"));
    owners().forEach(account -> databases.add(account.database().orElseThrow()));
    for (ServiceAccount account : owners().toList()) {
      String own = account.database().orElseThrow();
      for (String database : databases) {
        if (database.equals(own)) {
          try (Connection connection = connect(account, database)) {
            run(connection, "create table if not exists things (x int)");
            assertThat(answer(connection, "select count(*) from things")).isEqualTo("0");
          }
        } else {
          assertThatThrownBy(() -> connect(account, database), "%s at %s", own, database)
              .isInstanceOf(SQLException.class)
              .hasMessageContaining("permission denied for database");
        }
      }
    }
  }

  @Test
  void letsNoServiceBecomeMoreThanItIs() throws Exception {
    for (ServiceAccount account : owners().toList()) {
      String own = account.database().orElseThrow();
      try (Connection connection = connect(account, own)) {
        assertThat(
                answer(
                    connection,
                    "select rolsuper or rolcreaterole or rolcreatedb or rolreplication or"
                        + " rolbypassrls from pg_roles where rolname = current_user"))
            .isEqualTo("f");
        for (String forbidden :
            List.of(
                "create role more",
                "create database more",
                "set role postgres",
                "alter role " + own + " superuser",
                "select pg_read_file('/etc/passwd')",
                "copy (select 1) to program 'true'",
                "select * from pg_authid",
                "create extension dblink",
                "alter system set fsync = off")) {
          assertThatThrownBy(() -> run(connection, forbidden), forbidden)
              .isInstanceOf(SQLException.class)
              .hasMessageContaining("permission");
        }
      }
    }
  }

  @Test
  void asksEverybodyAtTheDatabaseForTheRightPassword() {
    String url = "jdbc:postgresql://127.0.0.1:%s/registry".formatted(postgres.port());
    for (String wrong :
        List.of("", "registry", folder.readDatabasePassword(ServiceAccount.LEDGER))) {
      assertThatThrownBy(() -> DriverManager.getConnection(url, "registry", wrong))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
  }

  @ParameterizedTest
  @EnumSource(TopicRights.class)
  void letsEachServiceWriteAndReadItsTopicsAlone(TopicRights user) throws Exception {
    Map<String, Object> login = login(user);
    Set<String> allowed = new TreeSet<>();
    Set<String> opened = new TreeSet<>();
    // As the services write; one that writes nothing may not even begin to.
    boolean writes = Stream.of(Topic.values()).anyMatch(user::mayWrite);
    try (var producer = producer(login, writes)) {
      for (Topic topic : Topic.values()) {
        if (user.mayWrite(topic)) {
          allowed.add("write " + topic);
        }
        if (user.mayRead(topic)) {
          allowed.add("read " + topic);
        }
        if (mayWrite(producer, name(topic))) {
          opened.add("write " + topic);
        }
        if (mayRead(login, name(topic))) {
          opened.add("read " + topic);
        }
      }
      assertThat(mayWrite(producer, "net.other")).isFalse();
      assertThat(mayRead(login, "__consumer_offsets")).isFalse();
    }
    assertThat(opened).isEqualTo(allowed);
  }

  /// One such record made any node active.
  @Test
  void refusesADirectoryRecordThatAnotherServiceForged() {
    for (TopicRights user : TopicRights.values()) {
      if (user != TopicRights.REGISTRY) {
        try (var producer = producer(login(user), false)) {
          var forged = new ProducerRecord<>(name(Topic.NODE_DIRECTORY), "0x01", "{}");
          assertThatThrownBy(() -> producer.send(forged).get(30, TimeUnit.SECONDS))
              .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TopicRights.class)
  void givesNoServiceAGroupOrTheClusterAndTopicsToOneOwner(TopicRights user) throws Exception {
    Map<String, Object> login = login(user);
    Map<String, Object> grouped = consumer(login);
    grouped.put("group.id", "anything");
    try (var consumer =
        new KafkaConsumer<>(grouped, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(name(Topic.NODE_DIRECTORY), name(Topic.EPOCH_SEALED)));
      assertThatThrownBy(
              () -> {
                while (true) {
                  consumer.poll(Duration.ofSeconds(1));
                }
              })
          .isInstanceOfAny(GroupAuthorizationException.class, TopicAuthorizationException.class);
    }
    try (Admin admin = Admin.create(login)) {
      for (String topic : List.of("net.other", "node.directory")) {
        assertThatThrownBy(
                () ->
                    admin
                        .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS))
            .hasCauseInstanceOf(AuthorizationException.class);
      }
      assertThatThrownBy(
              () -> admin.describeAcls(AclBindingFilter.ANY).values().get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(AuthorizationException.class);
      assertThatThrownBy(
              () ->
                  admin
                      .deleteTopics(List.of(name(Topic.NODE_DIRECTORY)))
                      .all()
                      .get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(AuthorizationException.class);
    }
  }

  @Test
  void servesNobodyWithoutCredentialsOfItsOwn() throws Exception {
    Path other = folder.kafkaPassword(ServiceAccount.LEDGER);
    for (Map<String, Object> wrong :
        List.of(
            KafkaLogin.scram("registry-service", other),
            KafkaLogin.scram("gateway", other),
            KafkaLogin.scram("admin", folder.kafkaAdminPassword()),
            KafkaLogin.plain("admin", folder.kafkaAdminPassword()))) {
      assertThatThrownBy(() -> clusterOf(wrong, kafka.bootstrap()))
          .hasCauseInstanceOf(org.apache.kafka.common.errors.AuthenticationException.class);
    }
    assertThatThrownBy(() -> clusterOf(KafkaLogin.plain("admin", other), "127.0.0.1:" + adminPort))
        .hasCauseInstanceOf(SaslAuthenticationException.class);
    assertThatThrownBy(() -> clusterOf(Map.of(), kafka.bootstrap()))
        .isInstanceOfAny(ExecutionException.class, java.util.concurrent.TimeoutException.class);
  }

  @Test
  void keepsPasswordsInFilesOfTheirOwnerAlone() throws Exception {
    List<String> passwords = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home.resolve("secrets"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
        String text = Files.readString(file).strip();
        passwords.add(text.substring(text.lastIndexOf(':') + 1));
      }
    }
    assertThat(passwords).hasSize(10).doesNotHaveDuplicates();
    assertThat(passwords).allMatch(password -> password.length() == 64);
    String log = Files.readString(home.resolve("postgres/postgres.log"));
    for (String password : passwords) {
      assertThat(printed).doesNotContain(password);
      assertThat(log).doesNotContain(password);
    }
    assertThat(printed).isEmpty();
  }

  @Test
  void replacesPasswordsWhileServicesRun() throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:%s/rewards".formatted(postgres.port());
    // As a service's pool connects: without a password, the driver reads the file.
    System.setProperty(
        "org.postgresql.pgpassfile", folder.databasePassword(ServiceAccount.REWARDS).toString());
    String old = folder.readDatabasePassword(ServiceAccount.REWARDS);
    try (Connection before = DriverManager.getConnection(url, "rewards", null);
        var producer = producer(login(TopicRights.REWARDS), true)) {
      assertThat(mayWrite(producer, name(Topic.REWARDS_PUBLISHED))).isTrue();
      run(
          0,
          "rotate",
          "--postgres",
          address(),
          "--kafka",
          "127.0.0.1:" + adminPort,
          "rewards-service");
      assertThat(folder.readDatabasePassword(ServiceAccount.REWARDS)).isNotEqualTo(old);
      assertThat(answer(before, "select 1")).isEqualTo("1");
      try (Connection after = DriverManager.getConnection(url, "rewards", null)) {
        assertThat(answer(after, "select current_user")).isEqualTo("rewards");
      }
      assertThatThrownBy(() -> DriverManager.getConnection(url, "rewards", old))
          .isInstanceOf(SQLException.class);
      // Over a renewal, which the old password would not outlive.
      for (int i = 0; i < RENEWAL.toSeconds() * 4; i++) {
        assertThat(mayWrite(producer, name(Topic.REWARDS_PUBLISHED))).isTrue();
        Thread.sleep(400);
      }
      assertThat(isKnown(TopicRights.REWARDS)).isTrue();
    } finally {
      System.clearProperty("org.postgresql.pgpassfile");
    }
  }

  @Test
  void isRidOfAUserWhoIsConnectedByTheRenewal() throws Exception {
    TopicPartition partition = new TopicPartition(name(Topic.NODE_TELEMETRY), 0);
    try (Admin admin = Admin.create(administrator());
        var consumer =
            new KafkaConsumer<>(
                consumer(login(TopicRights.SELECTOR)),
                new StringDeserializer(),
                new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      assertThat(Deadline.in(WAIT).await(() -> !consumer.poll(RENEWAL).isEmpty())).isTrue();
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialDeletion(
                      TopicRights.SELECTOR.user(), ScramMechanism.SCRAM_SHA_512)))
          .all()
          .get(30, TimeUnit.SECONDS);
      Deadline deadline = Deadline.in(RENEWAL.multipliedBy(4));
      assertThatThrownBy(
              () -> {
                while (!deadline.passed()) {
                  consumer.poll(Duration.ofMillis(200));
                }
              })
          .isInstanceOf(SaslAuthenticationException.class);
    } finally {
      settle();
      assertThat(Deadline.in(WAIT).await(() -> isKnown(TopicRights.SELECTOR))).isTrue();
    }
  }

  @Test
  void takesOutOfTheListWhatTheTableHasNot() throws Exception {
    AclBindingFilter ledgers =
        new AclBindingFilter(
            ResourcePatternFilter.ANY,
            new AccessControlEntryFilter(
                "User:session-ledger",
                null,
                AclOperation.ANY,
                org.apache.kafka.common.acl.AclPermissionType.ANY));
    try (Admin admin = Admin.create(administrator())) {
      var before = admin.describeAcls(ledgers).values().get(30, TimeUnit.SECONDS);
      admin
          .createAcls(
              TopicRights.REGISTRY.acls(PREFIX).stream()
                  .map(
                      acl ->
                          new org.apache.kafka.common.acl.AclBinding(
                              acl.pattern(),
                              new org.apache.kafka.common.acl.AccessControlEntry(
                                  "User:session-ledger",
                                  "*",
                                  acl.entry().operation(),
                                  acl.entry().permissionType())))
                  .toList())
          .all()
          .get(30, TimeUnit.SECONDS);
      settle();
      Deadline deadline = Deadline.in(WAIT);
      var after = admin.describeAcls(ledgers).values().get(30, TimeUnit.SECONDS);
      while (after.size() != before.size() && !deadline.passed()) {
        after = admin.describeAcls(ledgers).values().get(30, TimeUnit.SECONDS);
      }
      assertThat(after).containsExactlyInAnyOrderElementsOf(before);
    }
  }

  @Test
  void saysWhatToDoWithADatabaseOfSomebodyElse() throws Exception {
    Database server = postgres.maintenance();
    try (Connection connection = server.connect()) {
      run(connection, "alter database gateway owner to postgres");
      assertThat(run(1, "apply", "--postgres", address(), "--kafka", "127.0.0.1:" + adminPort))
          .contains("database gateway belongs to postgres (expected: gateway)")
          .doesNotContain("\tat ");
    } finally {
      try (Connection connection = server.connect()) {
        run(connection, "alter database gateway owner to gateway");
      }
    }
  }

  private static String settle() {
    return run(
        0,
        "apply",
        "--postgres",
        address(),
        "--kafka",
        "127.0.0.1:" + adminPort,
        "--topic-prefix",
        PREFIX);
  }

  private static String address() {
    return "127.0.0.1:" + postgres.port();
  }

  private static String run(int expected, String act, String... more) {
    List<String> words =
        new ArrayList<>(List.of("secrets", act, "--folder", home.resolve("secrets").toString()));
    words.addAll(Arrays.asList(more));
    StringWriter said = new StringWriter();
    CommandLine line = com.qubetics.dvpn.admin.AdminCommand.commandLine();
    line.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
    assertThat(line.execute(words.toArray(String[]::new))).as(said.toString()).isEqualTo(expected);
    return said.toString();
  }

  /// By the registry's user, who owns them; a record in each.
  private static void makeTopics() throws Exception {
    try (Admin admin = Admin.create(login(TopicRights.REGISTRY))) {
      admin
          .createTopics(
              Stream.of(Topic.values())
                  .map(topic -> new NewTopic(name(topic), 1, (short) 1))
                  .toList())
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    try (var producer = producer(administrator(), true)) {
      for (Topic topic : Topic.values()) {
        producer.send(new ProducerRecord<>(name(topic), "key", "{}")).get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static String name(Topic topic) {
    return PREFIX + topic.bareName();
  }

  private static Stream<ServiceAccount> owners() {
    return Stream.of(ServiceAccount.values()).filter(account -> account.database().isPresent());
  }

  private static Map<String, Object> login(TopicRights user) {
    Map<String, Object> settings =
        new HashMap<>(
            KafkaLogin.scram(user.user(), folder.kafkaPassword(ServiceAccount.of(user.user()))));
    settings.put("bootstrap.servers", kafka.bootstrap());
    return settings;
  }

  private static Map<String, Object> administrator() {
    Map<String, Object> settings =
        new HashMap<>(KafkaLogin.plain("admin", folder.kafkaAdminPassword()));
    settings.put("bootstrap.servers", "127.0.0.1:" + adminPort);
    return settings;
  }

  private static boolean isKnown(TopicRights user) {
    try {
      return !clusterOf(login(user), kafka.bootstrap()).isEmpty();
    } catch (Exception e) { // Whatever it is, the user can't be served yet.
      return false;
    }
  }

  private static String clusterOf(Map<String, Object> login, String bootstrap) throws Exception {
    Map<String, Object> settings = new HashMap<>(login);
    settings.put("bootstrap.servers", bootstrap);
    settings.put("default.api.timeout.ms", 5_000);
    settings.put("request.timeout.ms", 4_000);
    try (Admin admin = Admin.create(settings)) {
      return admin.describeCluster().clusterId().get(6, TimeUnit.SECONDS);
    }
  }

  private static KafkaProducer<String, String> producer(
      Map<String, Object> login, boolean idempotent) {
    Map<String, Object> settings = new HashMap<>(login);
    settings.put("enable.idempotence", idempotent);
    settings.put("max.block.ms", 10_000);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private static Map<String, Object> consumer(Map<String, Object> login) {
    Map<String, Object> settings = new HashMap<>(login);
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    settings.put("default.api.timeout.ms", 10_000);
    return settings;
  }

  private static boolean mayWrite(KafkaProducer<String, String> producer, String topic)
      throws Exception {
    try {
      producer.send(new ProducerRecord<>(topic, "key", "{}")).get(30, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
      return false;
    }
  }

  private static boolean mayRead(Map<String, Object> login, String topic) {
    try (var consumer =
        new KafkaConsumer<>(consumer(login), new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      Deadline deadline = Deadline.in(WAIT);
      while (!deadline.passed()) {
        if (!consumer.poll(Duration.ofMillis(500)).isEmpty()) {
          return true;
        }
      }
      throw new AssertionError("neither records nor a refusal: " + topic);
    } catch (TopicAuthorizationException e) {
      return false;
    }
  }

  private static Connection connect(ServiceAccount account, String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s/%s".formatted(address(), database),
        account.database().orElseThrow(),
        folder.readDatabasePassword(account));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String answer(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
