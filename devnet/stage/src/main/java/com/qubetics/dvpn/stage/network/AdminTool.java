package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.sandbox.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `dvpn-admin`, run by the devnet as its admin would.
public final class AdminTool {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Layout layout;
  private final boolean training;

  /// @param training whether the deployment writes the program's ahead-of-time cache
  public AdminTool(Layout layout, boolean training) {
    this.layout = layout;
    this.training = training;
  }

  /// Sends a transaction by a wallet of the devnet, and waits until it is in a block.
  ///
  /// @param key name of the wallet
  /// @param value base units
  /// @return the receipt, JSON
  public String transact(String rpc, String key, String to, String value, String data) {
    return run(
        "transact",
        "--json",
        "--rpc",
        rpc,
        "--key-file",
        layout.key(key).toString(),
        "--journal",
        layout.transactions().toString(),
        "--to",
        to,
        "--value",
        value,
        "--data",
        data);
  }

  /// Deploys the contracts as [Deployed] says; what was deployed before is left as it is.
  void deploy(String rpc, Path deployer, Keys keys) {
    Stream<String> fixed =
        Stream.of(
            "deploy",
            "--rpc",
            rpc,
            "--key-file",
            deployer.toString(),
            "--out",
            layout.networkFile().toString());
    Stream<String> parameters =
        Deployed.PARAMETERS.entrySet().stream()
            .flatMap(entry -> Stream.of("--" + entry.getKey(), entry.getValue()));
    Stream<String> roles =
        Deployed.ROLES.stream().flatMap(role -> Stream.of("--" + role, keys.address(role)));
    run(Stream.of(fixed, parameters, roles).flatMap(part -> part).toArray(String[]::new));
  }

  /// Gives each service its role in PostgreSQL and its rights in Kafka.
  void applySecrets() {
    run(
        "secrets",
        "apply",
        "--folder",
        layout.secrets().toString(),
        "--postgres",
        Environment.POSTGRES,
        "--kafka",
        "127.0.0.1:" + Environment.KAFKA_ADMIN_PORT);
  }

  private String run(String... arguments) {
    List<String> line =
        new ArrayList<>(
            Jvm.running(Program.admin(layout), training && arguments[0].equals("deploy")));
    line.addAll(List.of(arguments));
    Commands.Answer answer = Commands.ask(LIMIT, Map.of(), line, "");
    if (!answer.worked()) {
      throw new StageException("dvpn-admin " + arguments[0] + ": " + answer.complaint());
    }
    return answer.out();
  }
}
