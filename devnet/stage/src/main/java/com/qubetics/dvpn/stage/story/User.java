package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.client.chain.WalletCall;
import com.qubetics.dvpn.client.connection.ConnectionState;
import com.qubetics.dvpn.client.login.LoginState;
import com.qubetics.dvpn.engines.Slowness;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.network.Jvm;
import com.qubetics.dvpn.stage.network.Layout;
import com.qubetics.dvpn.stage.network.Program;
import com.qubetics.dvpn.stage.network.SideBySide;
import com.qubetics.dvpn.stage.sandbox.Commands;
import com.qubetics.dvpn.stage.sandbox.Host;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.selection.Selection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A user on a host of their own, with a wallet and the command `dvpn`.
final class User {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /// So long nothing came: nothing will.
  private static final Duration STALLED = Duration.ofSeconds(5);

  /// What came back for a download.
  ///
  /// @param from the address that the web server saw
  record Download(String from, long bytes, double seconds) {

    double megabytesPerSecond() {
      return bytes / 1e6 / seconds;
    }
  }

  private final String name;
  private final String wallet;
  private final Host host;
  private final Layout layout;

  /// @param index 1 to 3; names the host
  /// @param name of the user and of the wallet's key
  /// @param wallet `metamask` or `keplr`
  User(Layout layout, int index, String name, String wallet) {
    this.layout = layout;
    this.name = name;
    this.wallet = wallet;
    this.host = Host.client(index);
  }

  String name() {
    return name;
  }

  String wallet() {
    return wallet;
  }

  LoginState login(String rpc) {
    dvpn(
        JsonNode.class,
        "login",
        "--gateway",
        LiveNetwork.gateway(),
        "--ca",
        layout.authority().toString(),
        "--wallet",
        wallet,
        "--wallet-key-file",
        layout.key(name).toString(),
        "--rpc",
        rpc);
    return login();
  }

  WalletCall pass(int gib) {
    return dvpn(WalletCall.class, "pass", "buy", "--gib", Integer.toString(gib));
  }

  /// MiB of the allowance.
  ///
  /// @param part such as `passMib`
  long allowance(String part) {
    return dvpn(JsonNode.class, "allowance").get(part).asLong();
  }

  Selection select(String near) {
    return dvpn(Selection.class, "select", "--near", near, "--limit", "4");
  }

  ConnectionState connect(String near, String countries, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "connect",
                "--near",
                near,
                "--country",
                countries,
                "--interface",
                "dvpn-" + host.name(),
                "--background"));
    arguments.addAll(List.of(more));
    return dvpn(ConnectionState.class, arguments.toArray(String[]::new));
  }

  void disconnect() {
    dvpn(JsonNode.class, "disconnect");
  }

  /// Ends what an earlier story may have left.
  void clear() {
    ask("disconnect");
  }

  /// The file that `connect` keeps, without asking the ledger.
  ConnectionState connection() {
    return kept(ConnectionState.FILE, ConnectionState.class);
  }

  private LoginState login() {
    return kept(LoginState.FILE, LoginState.class);
  }

  private <T> T kept(String file, Class<T> type) {
    return JsonMapper.shared().readValue(home().resolve(file).toFile(), type);
  }

  String token() {
    return login().token();
  }

  /// Audits an epoch; the folder's files are used where there are any.
  Commands.Answer audit(long epoch, Path folder) {
    return ask("audit", Long.toString(epoch), "--dir", folder.toString());
  }

  /// Downloads from the web server; what came within the limit, empty when nothing did.
  ///
  /// @param rate bytes a second
  /// @param limit what an idle machine may take
  CompletableFuture<Optional<Download>> downloading(long bytes, long rate, Duration limit) {
    return SideBySide.supply(
        () ->
            Check.during(
                "%s has its %s MB".formatted(name, bytes / 1_000_000),
                () -> curl("/bytes/" + bytes + "?rate=" + rate, limit)));
  }

  /// Downloads from the web server until nothing comes any more; what came, empty when nothing did.
  CompletableFuture<Optional<Download>> downloadingUntilStalled(long bytes, long rate) {
    return SideBySide.supply(
        () ->
            curl(
                "/bytes/" + bytes + "?rate=" + rate,
                Duration.ofSeconds(90),
                "--speed-limit",
                "1",
                "--speed-time",
                Long.toString(stretched(STALLED))));
  }

  /// The address that the web server sees; empty when it does not answer within a second (of an
  /// idle machine).
  Optional<String> seenAs() {
    return curl("/ip", Duration.ofSeconds(1)).map(Download::from);
  }

  /// Whole seconds that a limit is worth on this machine at this moment.
  private static long stretched(Duration limit) {
    return (long) Math.ceil(limit.toSeconds() * Slowness.factor());
  }

  /// Bytes that went through the user's tunnel interface since it is up, by the user's own count.
  long tunnelBytes() {
    List<String> line = List.of("wg", "show", "dvpn-" + host.name(), "transfer");
    Commands.Answer answer = Commands.ask(Duration.ofSeconds(10), Map.of(), host.running(line), "");
    String[] parts = answer.out().strip().split("\\s+");
    if (!answer.worked() || parts.length != 3) {
      throw new StageException(name + ": wg show: " + answer.complaint());
    }
    return Long.parseLong(parts[1]) + Long.parseLong(parts[2]);
  }

  private Optional<Download> curl(String path, Duration limit, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "curl",
                "--silent",
                "--max-time",
                Long.toString(stretched(limit)),
                "--output",
                "/dev/null",
                "--write-out",
                "%header{x-remote-address} %{size_download} %{time_total}",
                "http://" + Host.WEB.address() + path));
    line.addAll(List.of(more));
    Commands.Answer answer = Commands.ask(limit.plusSeconds(5), Map.of(), host.running(line), "");
    String[] parts = answer.out().strip().split(" ");
    boolean said = parts.length == 3 && !parts[0].isEmpty();
    return said
        ? Optional.of(
            new Download(parts[0], Long.parseLong(parts[1]), Double.parseDouble(parts[2])))
        : Optional.empty();
  }

  private <T> T dvpn(Class<T> type, String... arguments) {
    Commands.Answer answer = ask(arguments);
    if (!answer.worked()) {
      throw new StageException("%s: dvpn %s: %s".formatted(name, arguments[0], answer.complaint()));
    }
    return Json.read(answer.out(), type);
  }

  private Commands.Answer ask(String... arguments) {
    List<String> line = new ArrayList<>(Jvm.running(Program.client(layout)));
    line.addAll(List.of(arguments));
    line.add("--json");
    return Check.during(
        name + "'s dvpn " + arguments[0] + " is done",
        () -> Commands.ask(LIMIT, Map.of("DVPN_HOME", home().toString()), host.running(line), ""));
  }

  private Path home() {
    return layout.client(host.name());
  }
}
