package com.qubetics.dvpn.stage;

import com.qubetics.dvpn.engines.Endings;
import com.qubetics.dvpn.stage.network.Devnet;
import com.qubetics.dvpn.stage.network.Layout;
import com.qubetics.dvpn.stage.sandbox.Relay;
import com.qubetics.dvpn.stage.sandbox.Sandbox;
import com.qubetics.dvpn.stage.story.Story;
import com.qubetics.dvpn.stage.web.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dvpn-stage`, which `./dev` calls. What goes wrong is said in one line, with exit code 1.
@Command(
    name = "dvpn-stage",
    description = "Runs the whole network on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = CommandLine.HelpCommand.class)
public final class StageCommand {
  private static final String CHAINS =
      "What it runs on: anvil, or qubetics-like, which answers as the real chain's client does"
          + " (default: as at the first start, else anvil).";

  @Option(
      names = "--repository",
      defaultValue = ".",
      scope = CommandLine.ScopeType.INHERIT,
      description = "The checked-out sources, built.")
  private Path repository;

  @Option(
      names = "--home",
      scope = CommandLine.ScopeType.INHERIT,
      description = "The devnet's folder (default: .devnet in the repository).")
  private Path home;

  public static void main(String[] arguments) {
    Logger.getLogger("").setLevel(Level.WARNING);
    CommandLine line = new CommandLine(new StageCommand());
    line.setExecutionExceptionHandler(
        (e, command, result) -> {
          if (e instanceof StageException
              || e instanceof com.qubetics.dvpn.engines.EngineException) {
            command.getErr().println("dev: " + e.getMessage());
          } else {
            e.printStackTrace(command.getErr());
          }
          return 1;
        });
    System.exit(line.execute(arguments));
  }

  private Layout layout() {
    return new Layout(repository, home == null ? repository.resolve(".devnet") : home);
  }

  @Command(description = "Starts the network; returns when it is ready.")
  int up(
      @Option(names = "--chain", description = CHAINS) @Nullable String chain,
      @Option(names = "--no-training", hidden = true, description = "Leave no training behind.")
          boolean untrained,
      @Option(names = "--phases", hidden = true, defaultValue = "") String before) {
    Phases phases = Phases.after(before);
    Starter starter = new Starter(layout());
    starter.release(starter.start(false, chain));
    phases.ready();
    System.out.println(phases);
    if (!untrained) {
      new Training(layout()).inBackground();
    }
    return 0;
  }

  @Command(hidden = true, description = "Has the ahead-of-time caches written.")
  int train(
      @Option(names = "--when-idle", description = "As soon as the machine is idle.") boolean idle,
      @Option(names = "--end", description = "End the training that runs.") boolean end) {
    Training training = new Training(layout());
    if (end) {
      training.end();
      return 0;
    }
    boolean trained = idle ? training.runWhenIdle() : training.run();
    if (!trained) {
      System.out.println("starts: " + training.state());
    }
    return trained ? 0 : 1;
  }

  @Command(description = "Ends the network.")
  int down(@Option(names = "--wipe", description = "Delete its data too.") boolean wipe) {
    new Training(layout()).end();
    new Starter(layout()).stop(wipe);
    return 0;
  }

  @Command(description = "Says what runs.")
  int status(@Option(names = "--json", description = "As JSON.") boolean json) {
    return new Starter(layout()).status(json);
  }

  @Command(description = "Starts the network, tells its story, and takes it down.")
  int demo(
      @Option(names = "--keep", description = "Leave the network running.") boolean keep,
      @Option(names = "--chain", description = CHAINS) @Nullable String chain,
      @Option(
              names = "--megabytes",
              defaultValue = "100",
              description = "Size of a download (default: ${DEFAULT-VALUE}).")
          int megabytes,
      @Option(names = "--phases", hidden = true, defaultValue = "") String before) {
    Phases phases = Phases.after(before);
    Starter starter = new Starter(layout());
    Training training = new Training(layout());
    training.end();
    Sandbox.Started started = starter.start(false, chain);
    phases.ready();
    int exit = starter.tell(started, megabytes);
    phases.told();
    System.out.println(phases);
    if (keep) {
      starter.release(started);
      training.inBackground();
    } else {
      starter.stop(false);
      training.propose();
    }
    return exit;
  }

  @Command(hidden = true, description = "The first program of the sandbox.")
  int serve(@Option(names = "--train") boolean train) throws InterruptedException {
    Devnet devnet = new Devnet(layout(), train);
    CountDownLatch end = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Endings.ofUsers(
        () -> {
          devnet.stop();
          main.interrupt();
        });
    Thread.ofVirtual().start(() -> holdLeash());
    try {
      devnet.start();
    } catch (StageException | com.qubetics.dvpn.engines.EngineException e) {
      e.printStackTrace();
      Starter.fail(layout(), String.valueOf(e.getMessage()));
      return 1;
    }
    end.await();
    return 0;
  }

  /// The starter's end is the sandbox's, until the starter writes a letter.
  private static void holdLeash() {
    try {
      if (System.in.read() < 0) {
        System.exit(1);
      }
    } catch (IOException e) {
      System.exit(1);
    }
  }

  @Command(hidden = true, description = "The story, told inside of the sandbox.")
  int story(@Option(names = "--megabytes", defaultValue = "100") int megabytes) {
    return Story.of(layout(), megabytes).tell() ? 0 : 1;
  }

  @Command(hidden = true, description = "The way in from the machine's loopback.")
  int relay() {
    Layout layout = layout();
    Sandbox sandbox =
        Sandbox.find(layout.pidFile())
            .orElseThrow(() -> new StageException("the network does not run"));
    Relay.outside(Layout.GATEWAY_PORT, layout.socket(), sandbox);
    return 0;
  }

  @Command(hidden = true, description = "The web server of the internet.")
  int web(
      @Option(names = "--address", required = true) String address,
      @Option(names = "--rate", defaultValue = "20000000") long bytesPerSecond)
      throws IOException, InterruptedException {
    WebServer.start(new InetSocketAddress(address, 80), bytesPerSecond);
    new CountDownLatch(1).await();
    return 0;
  }
}
