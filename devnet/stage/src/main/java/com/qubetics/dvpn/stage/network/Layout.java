package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where things lie.
///
/// @param repository the checked-out sources with their built programs
/// @param home everything that a running devnet writes, `.devnet` by default
public record Layout(Path repository, Path home) {

  /// Port of the gateway, inside and on the machine's loopback.
  public static final int GATEWAY_PORT = 8443;

  /// Port of the chain.
  public static final int RPC_PORT = 8545;

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

  public Path environmentFile() {
    return home.resolve("devnet.env");
  }

  public Path socket() {
    return home.resolve("gateway.sock");
  }

  public Path authority() {
    return home.resolve("tls/authority.pem");
  }

  public Path data() {
    return home.resolve("data");
  }

  public Path keys() {
    return home.resolve("keys");
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
    return home.resolve("nodes").resolve(name);
  }

  /// What its setup printed: node id, and the transaction that registers it.
  public Path registration(String name) {
    return node(name).resolve("registration.json");
  }

  /// Home of a client.
  public Path client(String name) {
    return home.resolve("clients").resolve(name);
  }

  public Path key(String name) {
    return keys().resolve(name + ".key");
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
  public void create() {
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
    } catch (IOException e) {
      throw new StageException("could not write to " + home + ": " + e.getMessage(), e);
    }
  }
}
