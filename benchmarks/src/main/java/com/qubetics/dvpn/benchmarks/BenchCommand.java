package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command `dvpn-bench`; `./dev bench NAME` runs it inside of the devnet.
@Command(
    name = "dvpn-bench",
    mixinStandardHelpOptions = true,
    description = "Measures a hot path of the devnet that is up, beside a peer.")
public final class BenchCommand {

  /// What both take.
  static final class Options {
    @Option(
        names = "--home",
        required = true,
        paramLabel = "DIR",
        description = ".devnet of the network that is up")
    private Path home;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;
  }

  @Command(name = "connect", description = "Connects and disconnects, many times.")
  int connect(
      @CommandLine.Mixin Options options,
      @Option(names = "--rounds", defaultValue = "50", paramLabel = "N") int rounds)
      throws IOException {
    try (ConnectBenchmark benchmark = ConnectBenchmark.on(options.home)) {
      show(benchmark.run(rounds), options.json);
    }
    return 0;
  }

  @Command(name = "up", description = "Start-up and memory of the network that was just started.")
  int up(@CommandLine.Mixin Options options) throws IOException, InterruptedException {
    show(UpBenchmark.of(options.home), options.json);
    return 0;
  }

  @Command(
      name = "first-run",
      description = "From git clone to a passed demo, on a quiet machine and on a busy one.")
  int firstRun(
      @Option(names = "--json", description = "print one JSON object") boolean json,
      @Option(names = "--checkout", required = true, paramLabel = "DIR", hidden = true)
          Path checkout,
      @Option(
              names = "--peer",
              paramLabel = "DIR",
              description = "a checkout of the build to compare with")
          @Nullable Path peer,
      @Option(
              names = "--busy",
              defaultValue = "8",
              paramLabel = "N",
              description = "busy processes of the second half (default: ${DEFAULT-VALUE})")
          int busy)
      throws IOException, InterruptedException {
    show(new FirstRunBenchmark(checkout, Optional.ofNullable(peer), busy).run(), json);
    return 0;
  }

  @Command(name = "agent", description = "What a change of one peer costs on a large node.")
  int agent(
      @Option(names = "--json", description = "print one JSON object") boolean json,
      @Option(names = "--peers", split = ",", defaultValue = "1000,10000,60000", paramLabel = "N")
          List<Integer> peers,
      @Option(
              names = "--parts",
              split = ",",
              defaultValue =
                  AgentBenchmark.PEERS
                      + ","
                      + AgentBenchmark.PROBE_FLOOD
                      + ","
                      + AgentBenchmark.FORGET,
              paramLabel = "PART",
              description = "what is measured (default: ${DEFAULT-VALUE})")
          List<String> parts)
      throws Exception {
    show(new AgentBenchmark().run(parts, peers), json);
    return 0;
  }

  @Command(
      name = "agent-footprint",
      description = "Memory and start of the packaged agent, beside an empty JVM.")
  int agentFootprint(
      @Option(names = "--json", description = "print one JSON object") boolean json,
      @Option(names = "--peers", defaultValue = "1000", paramLabel = "N") int peers,
      @Option(
              names = "--image",
              required = true,
              paramLabel = "DIR",
              description = "what the package puts into /usr/lib/dvpn-node")
          Path image,
      @Option(names = "--package", required = true, paramLabel = "FILE") Path deb)
      throws Exception {
    show(new FootprintBenchmark(image, deb, peers).run(), json);
    return 0;
  }

  @Command(
      name = "flood",
      description = "What honest clients notice of an attack from one address, beside nginx.")
  int flood(
      @Option(names = "--json", description = "print one JSON object") boolean json,
      @Option(names = "--gateway", required = true, paramLabel = "JAR", hidden = true) Path gateway,
      @Option(names = "--nginx", required = true, paramLabel = "PROGRAM", hidden = true) Path nginx,
      @Option(names = "--program", required = true, paramLabel = "JAR", hidden = true) Path program,
      @Option(
              names = "--seconds",
              defaultValue = "10",
              paramLabel = "N",
              description = "of each kind of attack (default: ${DEFAULT-VALUE})")
          int seconds)
      throws IOException, InterruptedException {
    show(new FloodBenchmark(gateway, nginx, program, Duration.ofSeconds(seconds)).run(), json);
    return 0;
  }

  @Command(name = "flood-attacker", hidden = true, description = "The attacker of flood.")
  int floodAttacker(
      @Option(names = "--port", required = true) int port,
      @Option(names = "--kinds", required = true, split = ",") List<FloodAttacker.Kind> kinds,
      @Option(names = "--seconds", required = true) int seconds)
      throws InterruptedException {
    FloodAttacker.Outcome outcome =
        new FloodAttacker(port, FloodedServers.DOMAIN).run(kinds, Duration.ofSeconds(seconds));
    System.out.println(outcome.begun() + " " + outcome.served());
    return 0;
  }

  @Command(
      name = "chain",
      description = "What following and sending cost at a node, beside a loop of viem.")
  int chain(
      @Option(names = "--json", description = "print one JSON object") boolean json,
      @Option(names = "--viem", required = true, paramLabel = "DIR", hidden = true) Path viem,
      @Option(names = "--blocks", defaultValue = "100000", paramLabel = "N") int blocks,
      @Option(names = "--events", defaultValue = "10000", paramLabel = "N") int events,
      @Option(names = "--intents", defaultValue = "1000", paramLabel = "N") int intents)
      throws IOException, InterruptedException {
    show(new ChainBenchmark(viem, blocks, events, intents).run(), json);
    return 0;
  }

  @Command(
      name = "place",
      description = "Which true and false places round trips prove, beside probers and GeoIP.")
  int place(
      @Option(names = "--json", description = "print one JSON object") boolean json,
      @Option(names = "--fleet", required = true, paramLabel = "FILE") Path fleet,
      @Option(names = "--matrix", required = true, paramLabel = "FILE") Path matrix,
      @Option(names = "--seed", defaultValue = "1", paramLabel = "N") long seed)
      throws IOException {
    PlaceBenchmark benchmark =
        new PlaceBenchmark(CityMatrix.read(matrix), new SplittableRandom(seed));
    show(benchmark.run(FleetHost.read(fleet)), json);
    return 0;
  }

  private static void show(Result result, boolean json) {
    System.out.println(json ? Json.text(result) : result.table());
  }

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new BenchCommand())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  if (failure instanceof ProblemException problem) {
                    System.err.printf("%s: %s%n", problem.code(), problem.getMessage());
                    return 1;
                  }
                  if (failure instanceof GatewayException || failure instanceof IOException) {
                    System.err.println(failure.getMessage());
                    return 1;
                  }
                  throw failure;
                })
            .execute(arguments));
  }
}
