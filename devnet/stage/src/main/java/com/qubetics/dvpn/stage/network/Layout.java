package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Where things lie.
///
/// @param repository the checked-out sources with their built programs
/// @param home everything that a running devnet writes, `.devnet` by default
public record Layout(Path repository, Path home) {

  /// Port of the gateway, inside and on the machine's loopback.
  public static final int GATEWAY_PORT = 8443;

  /// Port of the chain.
  public static final int RPC_PORT = 8545;

  /// Who has a folder of secrets: the services, and the administrators of the two servers.
  static final List<String> OWNERS_OF_SECRETS =
      Stream.concat(Service.ALL.stream().map(Service::name), Stream.of("postgres", "kafka"))
          .toList();

  /// The keys that a service has; all others are wallets'.
  private static final Map<String, String> SERVICE_OF_KEY =
      Map.of(
          "anchor-performance", "registry-service",
          "anchor-sessions", "session-ledger",
          "proposer", "rewards-service",
          "token", "gateway");

  public Layout {
    repository = repository.toAbsolutePath().normalize();
    home = home.toAbsolutePath().normalize();
  }

  public Path pidFile() {
    return home.resolve("sandbox.pid");
  }

  public Path relayPidFile() {
    return home.resolve("relay.pid");
  }

  public Path statusFile() {
    return home.resolve("status.json");
  }

  public Path progressFile() {
    return home.resolve("progress");
  }

  public Path networkFile() {
    return home.resolve("network.json");
  }

  /// Names the chain that this devnet is on.
  Path chainFile() {
    return home.resolve("chain");
  }

  public Path environmentFile() {
    return home.resolve("devnet.env");
  }

  public Path socket() {
    return home.resolve("gateway.sock");
  }

  public Path authority() {
    return tls().resolve("authority.pem");
  }

  /// The certificate authority of the devnet.
  Path tls() {
    return home.resolve("tls");
  }

  /// What one service has to prove itself with; nothing else of the devnet's secrets is its own.
  Path secrets(String service) {
    return secrets().resolve(service);
  }

  public Path secrets() {
    return home.resolve("secrets");
  }

  public Path data() {
    return home.resolve("data");
  }

  public Path keys() {
    return home.resolve("keys");
  }

  /// Where transactions of the devnet's wallets are written down before they are sent.
  Path transactions() {
    return home.resolve("transactions");
  }

  /// Public keys of those who call services.
  public Path issuers() {
    return home.resolve("issuers");
  }

  public Path bin() {
    return home.resolve("bin");
  }

  public Path stopMarks() {
    return home.resolve("stopped");
  }

  /// Made by whoever ends a program on purpose, before it: it stays down.
  public Path stopMark(String name) {
    return stopMarks().resolve(name);
  }

  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  public Path logs() {
    return home.resolve("logs");
  }

  /// Home of a node's agent.
  public Path node(String name) {
    return nodes().resolve(name);
  }

  Path nodes() {
    return home.resolve("nodes");
  }

  /// What its setup printed: node id, and the transaction that registers it.
  public Path registration(String name) {
    return node(name).resolve("registration.json");
  }

  /// Home of a client.
  public Path client(String name) {
    return clients().resolve(name);
  }

  Path clients() {
    return home.resolve("clients");
  }

  public Path key(String name) {
    String service = SERVICE_OF_KEY.get(name);
    return (service == null ? keys() : secrets(service)).resolve(name + ".key");
  }

  /// Jar of a command: the modules that are run from their `target` folder.
  public Path command(String module, String name) {
    return repository.resolve(module).resolve("target").resolve(name + ".jar");
  }

  /// The unpacked form of a service, made by the build.
  public Path service(String name) {
    return repository.resolve(".build/apps").resolve(name);
  }

  /// Folder of the ahead-of-time caches; which file is whose, [AotCache] says.
  Path caches() {
    return repository.resolve(".build/aot");
  }

  /// Makes the folders, closed to others.
  ///
  /// @throws StageException if a version without passwords left its databases there
  public void create() {
    if (Files.exists(data()) && !Files.exists(secrets())) {
      throw new StageException(
          ("%s is of a version whose databases asked for no password, and can't be taken over:"
                  + " ./dev down --wipe deletes it (deployed contracts, nodes and sessions too), then start again")
              .formatted(home));
    }
    try {
      var closed =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      if (!Files.exists(home)) {
        Files.createDirectories(home.getParent());
        Files.createDirectory(home, closed);
      }
      for (String name :
          new String[] {
            "data", "keys", "issuers", "logs", "tls", "nodes", "clients", "bin", "stopped"
          }) {
        Files.createDirectories(home.resolve(name));
      }
      for (String owner : OWNERS_OF_SECRETS) {
        Files.createDirectories(secrets(owner), closed);
      }
    } catch (IOException e) {
      throw new StageException("could not write to " + home + ": " + e.getMessage(), e);
    }
  }
}
