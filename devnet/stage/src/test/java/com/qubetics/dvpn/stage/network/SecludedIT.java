package com.qubetics.dvpn.stage.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.sandbox.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SecludedIT {
  private Layout layout;

  static List<Service> services() {
    return Service.ALL;
  }

  @BeforeEach
  void layout(@TempDir Path home) {
    layout = new Layout(Path.of(""), home.resolve("devnet"));
    layout.create();
  }

  /// A file in every folder; what the service's command finds is its own, and what is public.
  @ParameterizedTest
  @MethodSource("services")
  void showsAServiceItsOwnSecretsAlone(Service service) throws Exception {
    for (Service other : Service.ALL) {
      Keys.write(layout.secrets(other.name()).resolve("pgpass"), "x");
    }
    Keys.write(layout.secrets("postgres").resolve("superuser.password"), "x");
    Keys.write(layout.secrets("kafka").resolve("admin.password"), "x");
    for (String folder : List.of("keys", "tls", "data", "nodes", "clients", "issuers")) {
      Keys.write(layout.home().resolve(folder).resolve("file"), "x");
    }
    List<String> line = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount"));
    line.addAll(
        Secluded.running(layout, service, List.of("find", layout.home().toString(), "-type", "f")));
    Commands.Answer answer = Commands.ask(Duration.ofSeconds(30), Map.of(), line, "");
    assertThat(answer.worked()).as(answer.complaint()).isTrue();
    Set<String> seen = new TreeSet<>();
    answer
        .out()
        .lines()
        .forEach(file -> seen.add(layout.home().relativize(Path.of(file)).toString()));
    assertThat(seen).containsExactly("issuers/file", "secrets/%s/pgpass".formatted(service.name()));
  }

  @ParameterizedTest
  @MethodSource("services")
  void namesToAServiceNoSecretButItsOwn(Service service) {
    Map<String, String> named =
        new Environment(layout, new Keys(layout), new Tls(layout)).of(service);
    Set<Path> everybodys = Set.of(layout.networkFile(), layout.issuers());
    assertThat(named.values())
        .filteredOn(value -> value.startsWith(layout.home().toString()))
        .isNotEmpty()
        .allMatch(
            value ->
                everybodys.contains(Path.of(value))
                    || Path.of(value).startsWith(layout.secrets(service.name())));
    assertThat(named.keySet())
        .noneMatch(name -> name.contains("PASSWORD") && !name.endsWith("_FILE"));
  }

  @Test
  void saysWhatToDoWithADevnetThatAskedForNoPasswords(@TempDir Path old) throws Exception {
    Files.createDirectories(old.resolve("data/postgres"));
    Layout before = new Layout(Path.of(""), old);
    assertThatThrownBy(before::create)
        .isInstanceOf(StageException.class)
        .hasMessageContaining("./dev down --wipe");
    assertThat(before.secrets()).doesNotExist();
  }
}
