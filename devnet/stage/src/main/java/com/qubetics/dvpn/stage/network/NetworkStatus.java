package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// `status.json`: what runs, since when, and what it uses; read by `./dev status`, the story and
/// the benchmarks.
public final class NetworkStatus {

  private final Layout layout;
  private final JsonMapper json = new JsonMapper();

  NetworkStatus(Layout layout) {
    this.layout = layout;
  }

  /// @param processes the programs by name; `engines` is the first program of the sandbox with
  ///   PostgreSQL and anvil
  public record Network(
      String state, double readySeconds, String gateway, String rpc, List<Program> processes) {}

  /// @param pid number inside of the sandbox
  /// @param startMillis from its start to its readiness; 0 for what has no readiness of its own,
  ///   and for what was started again
  /// @param state as of `since`: a [Kept.State]
  /// @param restarts how often it was started again since the network is up
  public record Program(
      String name,
      long pid,
      long startMillis,
      long memoryKib,
      String log,
      String state,
      String since,
      int restarts) {}

  void starting() {
    write(new Network("starting", 0, Environment.GATEWAY, Environment.RPC, List.of()));
  }

  /// As soon as it is ready, and again whenever a program's state has changed.
  void ready(List<Kept> programs, double seconds) {
    write(new Network("ready", seconds, Environment.GATEWAY, Environment.RPC, told(programs)));
  }

  private List<Program> told(List<Kept> programs) {
    long self = ProcessHandle.current().pid();
    long total = ProcessMemory.ofTree(self);
    long others =
        programs.stream().mapToLong(kept -> ProcessMemory.ofTree(kept.child().pid())).sum();
    Program engines =
        new Program(
            "engines",
            self,
            0,
            total - others,
            layout.log("stage").toString(),
            Kept.State.RUNNING.name(),
            ProcessHandle.current().info().startInstant().map(Instant::toString).orElse(""),
            0);
    return Stream.concat(
            Stream.of(engines),
            programs.stream().map(this::told).sorted(java.util.Comparator.comparing(Program::name)))
        .toList();
  }

  private Program told(Kept kept) {
    Child child = kept.child();
    return new Program(
        child.name(),
        child.pid(),
        child.readyMillis(),
        ProcessMemory.ofTree(child.pid()),
        layout.log(child.name()).toString(),
        kept.state().name(),
        kept.since().toString(),
        kept.restarts());
  }

  private void write(Network network) {
    Path file = layout.statusFile();
    Path beside = file.resolveSibling("status.new");
    try {
      Files.writeString(
          beside, json.writerWithDefaultPrettyPrinter().writeValueAsString(network) + "\n");
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StageException("could not write " + file + ": " + e.getMessage(), e);
    }
  }
}
