package com.qubetics.dvpn.stage.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.KafkaGuard;
import com.qubetics.dvpn.stage.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/// docker-compose.yml is the same network as `./dev up`: what is said of it in both places is
/// compared. Topics need no word here: services make them from one table, whoever runs the broker.
final class ComposeTest {
  /// What only containers need: their JVM's flags, and addresses to listen at.
  private static final Set<String> OF_CONTAINERS =
      Set.of("JAVA_TOOL_OPTIONS", "DVPN_BIND", "DVPN_MANAGEMENT_ADDRESS");

  private static Path repository = Path.of("");
  private static Map<String, Object> compose = Map.of();

  @BeforeAll
  static void read() throws IOException {
    repository = Repository.root();
    compose = new Yaml().load(Files.readString(repository.resolve("docker-compose.yml")));
  }

  static List<Service> services() {
    return Service.ALL;
  }

  @Test
  void runsAChainOfTheSameRulesAndPace() {
    Map<String, String> wanted = new TreeMap<>(Anvil.RULES);
    wanted.putAll(Anvil.PACE);
    assertThat(options(list("chain", "entrypoint"))).containsAllEntriesOf(wanted);
  }

  @Test
  void deploysTheSameContractsWithTheSameRoles() {
    Map<String, String> wanted = new TreeMap<>(Deployed.PARAMETERS);
    Deployed.ROLES.forEach(role -> wanted.put(role, variable(role)));
    Map<String, String> said = options(list("contracts", "command"));
    said.keySet().removeAll(Set.of("enable-native-access", "rpc", "key-file", "out"));
    assertThat(said).isEqualTo(wanted);
  }

  /// The vault's money is the chain's own account's.
  @Test
  void givesTheDeployerWhatTheDeploymentCosts() {
    assertThat(Long.parseLong(Anvil.RULES.get("balance")))
        .isGreaterThan(
            Long.parseLong(Deployed.PARAMETERS.get("fund"))
                + Deployed.SENDER_TICS * Deployed.SENDERS.size());
  }

  @Test
  void givesTheSameRolesTheSameForTheirFees() {
    List<String> command = list("fees", "command");
    assertThat(options(command)).containsEntry("at-least", Long.toString(Deployed.SENDER_TICS));
    assertThat(command.stream().filter(word -> word.startsWith("${")).toList())
        .containsExactlyInAnyOrderElementsOf(
            Deployed.SENDERS.stream().map(ComposeTest::variable).toList());
  }

  @ParameterizedTest
  @MethodSource("services")
  void givesEachServiceTheSameSettings(Service service, @TempDir Path home) {
    Layout layout = new Layout(repository, home.resolve("devnet"));
    layout.create();
    Map<String, String> wanted =
        new Environment(layout, new Keys(layout), new Tls(layout)).of(service);
    Map<String, String> said = environment(service.name());
    said.keySet().removeAll(OF_CONTAINERS);
    assertThat(said.keySet()).isEqualTo(wanted.keySet());
    Map<String, String> same = new TreeMap<>(Environment.devnetTimes());
    for (String port : List.of("SERVER_PORT", "DVPN_MANAGEMENT_PORT")) {
      same.put(port, wanted.getOrDefault(port, "?"));
    }
    for (String user : List.of("SPRING_DATASOURCE_USERNAME", "DVPN_KAFKA_USERNAME")) {
      if (wanted.containsKey(user)) {
        same.put(user, wanted.getOrDefault(user, "?"));
      }
    }
    String own = layout.secrets(service.name()) + "/";
    wanted.forEach(
        (name, value) -> {
          if (value.startsWith(own)) {
            same.put(name, "/dvpn/secrets/" + value.substring(own.length()));
          }
        });
    assertThat(said).containsAllEntriesOf(same);
  }

  @Test
  void namesNoServiceTooFewOrTooMany() {
    Set<String> said = new TreeSet<>(section(compose, "services").keySet());
    said.removeAll(
        Set.of(
            "postgres", "kafka", "rights", "chain", "contracts", "fees", "prometheus", "grafana"));
    assertThat(said).isEqualTo(Service.ALL.stream().map(Service::name).collect(Collectors.toSet()));
  }

  /// Whatever goes on running; the others do one thing and end.
  static Set<String> lasting() {
    Set<String> lasting = new TreeSet<>(section(compose, "services").keySet());
    lasting.removeAll(Set.of("contracts", "fees", "rights"));
    return lasting;
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void startsAgainWhatEndsAndAsksWhetherItIsWell(String name) {
    assertThat(service(name)).containsEntry("restart", "unless-stopped");
    assertThat(section(service(name), "healthcheck"))
        .containsKeys("test", "interval", "timeout", "retries");
  }

  @ParameterizedTest
  @ValueSource(strings = {"contracts", "fees", "rights"})
  void startsNothingAgainThatIsToEnd(String name) {
    assertThat(service(name)).doesNotContainKey("restart");
  }

  /// The unit stays as it is for as long as the host lives: no limit of starts ends it.
  @Test
  void hasTheNodesUnitStartedAgainWithoutEnd() throws IOException {
    assertThat(
            Files.readAllLines(
                repository.resolve("node-agent/packaging/systemd/dvpn-node.service")))
        .contains("Restart=always", "RestartSec=2", "StartLimitIntervalSec=0");
  }

  /// Programs, what is public, and the one folder of its own secrets.
  @ParameterizedTest
  @MethodSource("services")
  void givesEachServiceItsOwnSecretsAndNoOthers(Service service) {
    assertThat(list(service.name(), "volumes"))
        .containsExactlyInAnyOrder(
            "./.build/apps:/apps:ro",
            "./.compose/network:/dvpn/network:ro",
            "./.compose/issuers:/dvpn/issuers:ro",
            "./.compose/secrets/%s:/dvpn/secrets:ro".formatted(service.name()));
  }

  @Test
  void letsNoOtherContainerSeeAllSecretsButTheOneThatMakesThem() {
    for (String name : section(compose, "services").keySet()) {
      assertThat(list(name, "volumes"))
          .as(name)
          .noneMatch(
              mount ->
                  !name.equals("rights")
                      && mount.matches("[.]/([.]compose(/secrets|/keys|/tls)?/?)?:.*"));
    }
  }

  @Test
  void namesNoPasswordInTheEnvironmentOfWhatHoldsUsersData() {
    for (String name : List.of("postgres", "kafka", "rights")) {
      assertThat(environment(name))
          .allSatisfy((word, value) -> assertThat(value).doesNotContain("_PASSWORD}"));
    }
    for (Service service : Service.ALL) {
      assertThat(environment(service.name()))
          .allSatisfy(
              (word, value) -> {
                if (word.contains("PASSWORD")) {
                  assertThat(word).endsWith("_FILE");
                }
              });
    }
  }

  @Test
  void guardsKafkaAsTheDevnetDoes() {
    Map<String, String> said = new TreeMap<>();
    environment("kafka")
        .forEach(
            (name, value) ->
                said.put(
                    name.substring("KAFKA_".length())
                        .toLowerCase(Locale.ROOT)
                        .replace("___", "-")
                        .replace('_', '.'),
                    value.replace("$$", "$")));
    assertThat(said)
        .containsAllEntriesOf(KafkaGuard.settings(Path.of("/dvpn/secrets"), KafkaGuard.RENEWAL));
    assertThat(said.get("listeners"))
        .isEqualTo("SERVICES://:9092,ADMIN://127.0.0.1:9094,CONTROLLER://127.0.0.1:9093");
  }

  @Test
  void asksEverybodyForAPasswordAtPostgres() {
    assertThat(environment("postgres"))
        .containsEntry("POSTGRES_INITDB_ARGS", "--auth=scram-sha-256")
        .containsKey("POSTGRES_PASSWORD_FILE")
        .doesNotContainKey("POSTGRES_HOST_AUTH_METHOD");
  }

  /// `${ANCHOR_SESSIONS}` of `anchor-sessions`.
  private static String variable(String role) {
    return "${%s}".formatted(role.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static Map<String, String> options(List<String> command) {
    Map<String, String> options = new TreeMap<>();
    for (String word : command) {
      if (word.startsWith("--") && word.contains("=")) {
        options.put(word.substring(2, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
      }
    }
    return options;
  }

  private static Map<String, String> environment(String service) {
    Map<String, String> environment = new TreeMap<>();
    section(service(service), "environment")
        .forEach((name, value) -> environment.put(name, String.valueOf(value)));
    return environment;
  }

  private static List<String> list(String service, String name) {
    List<String> words = new ArrayList<>();
    if (service(service).get(name) instanceof List<?> list) {
      list.forEach(word -> words.add(String.valueOf(word)));
    }
    return words;
  }

  private static Map<String, Object> service(String name) {
    return section(section(compose, "services"), name);
  }

  private static Map<String, Object> section(Map<String, Object> of, String name) {
    Map<String, Object> section = new TreeMap<>();
    if (of.get(name) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> section.put(String.valueOf(key), value));
    }
    return section;
  }
}
