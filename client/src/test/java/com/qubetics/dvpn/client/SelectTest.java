package com.qubetics.dvpn.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.controlplane.FakeNode;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import com.qubetics.dvpn.wire.selection.SelectionRequest.Near;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `dvpn select`, and so `connect`, asks the selector for: the process itself, with the time
/// zone in its environment.
class SelectTest {
  private static final FakeNode NODE = node("33");

  private final FakeControlPlane fake = new FakeControlPlane();
  @TempDir private Path directory;

  private static FakeNode node(String digits) {
    PrivateKey key = PrivateKey.parse("0x" + digits.repeat(32));
    return new FakeNode(
        key,
        key,
        TunnelKey.parse("0x" + "aa".repeat(32)),
        Endpoint.parse("198.51.100.1:51820"),
        grant -> {});
  }

  @BeforeEach
  void logIn() throws IOException, InterruptedException {
    fake.clients.add(NODE);
    fake.clients.add(node("55"));
    Path wallet = Files.writeString(directory.resolve("wallet"), "0x" + "11".repeat(32) + "\n");
    Shell.Result login =
        dvpn(
            "Etc/UTC",
            "login",
            "--gateway",
            fake.url().toString(),
            "--ca",
            fake.authority().toString(),
            "--wallet-key-file",
            wallet.toString());
    assertThat(login.exit()).as(login.text()).isZero();
  }

  @AfterEach
  void close() {
    fake.close();
  }

  private Shell.Result dvpn(String zone, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "TZ=" + zone,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ClientCommand.class.getName()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", directory.resolve("home").toString()));
    return Shell.run(command.toArray(String[]::new));
  }

  private SelectionRequest asked(String zone, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("select"));
    all.addAll(List.of(arguments));
    Shell.Result result = dvpn(zone, all.toArray(String[]::new));
    assertThat(result.exit()).as(result.text()).isZero();
    return fake.clients.selections.getLast();
  }

  @Test
  void asksByTheTimeZoneWithoutAnyOption() throws Exception {
    assertThat(asked("Europe/Amsterdam").near()).isEqualTo(new Near(52.37, 4.9));
    assertThat(asked("Etc/UTC").near()).isNull();
  }

  @Test
  void asksForWhatTheOptionsSay() throws Exception {
    SelectionRequest asked =
        asked("Etc/UTC", "--near", "Berlin", "--country", "de,FR", "--limit", "12");
    assertThat(asked.near()).isEqualTo(new Near(52.52, 13.41));
    assertThat(asked.countries()).containsExactlyInAnyOrder("DE", "FR");
    assertThat(asked.limit()).isEqualTo(12);
  }

  @Test
  void asksForOneNodeAlone() throws Exception {
    assertThat(asked("Europe/Oslo", "--node", NODE.id().toString()).nodes())
        .containsExactly(NODE.id());
    assertThat(dvpn("Etc/UTC", "select", "--node", NODE.id().toString()).text())
        .contains(NODE.id().toString())
        .doesNotContain(node("55").id().toString());
  }

  @Test
  void tellsWhichCountryIsMeant() throws Exception {
    Shell.Result refused = dvpn("Etc/UTC", "select", "--country", "UK");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.text()).contains("UK is no code of ISO 3166-1 (expected: GB, Britain (UK))");
    assertThat(fake.clients.selections).isEmpty();
  }

  @Test
  void asksForNothingWhileThePlaceIsOpen() throws Exception {
    Shell.Result refused = dvpn("Etc/UTC", "select", "--near", "Springfield", "--json");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.text()).contains("\"code\":\"PLACE_AMBIGUOUS\"", "Springfield,MO,US");
    assertThat(fake.clients.selections).isEmpty();
  }
}
