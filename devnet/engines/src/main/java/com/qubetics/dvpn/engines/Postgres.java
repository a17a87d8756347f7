package com.qubetics.dvpn.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// A PostgreSQL server on the loopback interface, durable as in production: `fsync` and
/// `synchronous_commit` are on, since what an acknowledged write means is one of the things tested
/// here.
///
/// The server refuses to run as root; where this JVM is root (in a container, or in the devnet's
/// sandbox), its programs run in a user namespace that knows no root.
public final class Postgres implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final int port;
  private final Runnable stop;
  private final String password;

  Postgres(int port, String password, Runnable stop) {
    this.port = port;
    this.password = password;
    this.stop = stop;
  }

  /// The server of this JVM's tests, started by the first caller.
  public static Postgres shared() {
    return Shared.SERVER;
  }

  /// Starts the server on a directory that is kept; an empty or missing one is initialised first. A
  /// server that an earlier JVM left behind on the directory is ended. The superuser's password is
  /// in `superuser.password` beside the data.
  public static Postgres start(Path directory, int port) {
    return start(directory, port, directory.resolve("superuser.password"));
  }

  /// As above, with the superuser's password elsewhere.
  ///
  /// @param passwordFile made with the data
  /// @throws EngineException if there are data without it
  public static Postgres start(Path directory, int port, Path passwordFile) {
    Path folder = Folders.create(directory);
    Path home = PostgresBinaries.unpacked();
    Path data = folder.resolve("data");
    Path log = folder.resolve("postgres.log");
    if (!Files.exists(data.resolve("PG_VERSION")) || Files.exists(folder.resolve("unfinished"))) {
      PasswordFile.readOrMake(passwordFile);
      initialise(home, folder, data, log, passwordFile);
    } else if (!Files.exists(passwordFile)) {
      throw new EngineException(
          ("the databases in %s have no superuser's password in %s: they were made by a version"
                  + " that asked for none, or the file was lost; delete them and start anew (the"
                  + " devnet: ./dev down --wipe)")
              .formatted(data, passwordFile));
    }
    String password = PasswordFile.readOrMake(passwordFile);
    endOrphan(data);
    List<String> command = unprivileged();
    command.addAll(
        List.of(
            home.resolve("bin/postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=on",
            "-c",
            "synchronous_commit=on",
            "-c",
            "max_connections=200",
            "-c",
            "shared_buffers=32MB",
            "-c",
            "jit=off"));
    TiedProcess server = TiedProcess.start("postgres", command, folder, log);
    Postgres started = new Postgres(port, password, server::stop);
    started.awaitReady(server, data);
    return started;
  }

  /// A database that did not exist before, for one test class: the name gets a number.
  public Database database(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name: " + name + " (expected: " + NAME + ")");
    }
    String unique = name + "_" + COUNT.incrementAndGet();
    execute("drop database if exists " + unique + " with (force)");
    execute("create database " + unique);
    return at(unique);
  }

  /// The database that every server has, as its superuser.
  public Database maintenance() {
    return at("postgres");
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    stop.run();
  }

  private Database at(String name) {
    return new Database("jdbc:postgresql://127.0.0.1:" + port + "/" + name, "postgres", password);
  }

  private void execute(String sql) {
    try (Connection connection = at("postgres").connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new EngineException("PostgreSQL refused: " + sql, e);
    }
  }

  /// `unfinished` marks a directory whose initialisation did not end; the next start does it again.
  private static void initialise(Path home, Path folder, Path data, Path log, Path passwordFile) {
    Path mark = folder.resolve("unfinished");
    try {
      Files.writeString(mark, "");
      Folders.delete(data);
      List<String> command = unprivileged();
      command.addAll(
          List.of(
              home.resolve("bin/initdb").toString(),
              "-D",
              data.toString(),
              "-U",
              "postgres",
              "--auth=scram-sha-256",
              "--pwfile=" + passwordFile.toAbsolutePath(),
              "-E",
              "UTF-8",
              "--locale=C"));
      TiedProcess initdb = TiedProcess.start("initdb", command, folder, log);
      if (!Deadline.in(START_LIMIT).await(() -> !initdb.isAlive())) {
        initdb.stop();
        throw initdb.failure("did not end in time");
      }
      if (!Files.exists(data.resolve("PG_VERSION"))) {
        throw initdb.failure("failed");
      }
      Files.delete(mark);
    } catch (IOException e) {
      throw new EngineException("could not write to " + folder + " (disk full?)", e);
    }
  }

  private static List<String> unprivileged() {
    return new ArrayList<>(isRoot() ? List.of("unshare", "--user", "--") : List.of());
  }

  private static boolean isRoot() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException e) {
      throw new EngineException("could not find out who runs this", e);
    }
  }

  /// After `kill -9` of a JVM its server may still be ending, and in a new process namespace the
  /// old number may be somebody else's: only a process that has this very directory on its command
  /// line is one of ours.
  private static void endOrphan(Path data) {
    Path pidFile = data.resolve("postmaster.pid");
    try {
      if (!Files.exists(pidFile)) {
        return;
      }
      long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
      Optional<ProcessHandle> orphan = ProcessHandle.of(pid).filter(p -> isServerOf(p, data));
      if (orphan.isPresent()) {
        orphan.get().destroy();
        if (!Deadline.in(Duration.ofSeconds(15)).await(() -> !orphan.get().isAlive())) {
          orphan.get().destroyForcibly();
          Deadline.in(Duration.ofSeconds(5)).await(() -> !orphan.get().isAlive());
        }
      }
      Files.deleteIfExists(pidFile);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new EngineException("could not read " + pidFile, e);
    }
  }

  private static boolean isServerOf(ProcessHandle process, Path data) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
          .contains("-D\0" + data + "\0");
    } catch (IOException e) {
      return false;
    }
  }

  private void awaitReady(TiedProcess server, Path data) {
    boolean ready = Deadline.in(START_LIMIT).await(() -> !server.isAlive() || answers(data));
    if (!ready || !server.isAlive()) {
      throw server.failure("did not get ready");
    }
  }

  private boolean answers(Path data) {
    if (!Files.exists(data.resolve("postmaster.pid"))) {
      return false;
    }
    try (Connection connection = at("postgres").connect()) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  private static final class Shared {
    static final Postgres SERVER = EngineSource.chosen().postgres();
  }
}
