package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.run.Agent;
import com.qubetics.dvpn.agent.run.AgentStart;
import com.qubetics.dvpn.agent.run.AgentTimes;
import com.qubetics.dvpn.agent.setup.Home;
import com.qubetics.dvpn.agent.wireguard.ToolException;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dvpn-node run`: serves until it is told to stop.
@Command(
    name = "run",
    description = "Runs the node in the foreground.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;

  @Override
  public Integer call() throws IOException, ToolException, LinkException, InterruptedException {
    AgentTimes times = AgentTimes.from(System.getenv());
    Home home = homeOption.existing();
    FileLock lock = home.lock();
    AtomicReference<Agent> running = new AtomicReference<>();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> Optional.ofNullable(running.get()).ifPresent(Agent::close)));
    boolean rotated;
    do {
      Agent agent = AgentStart.start(home, times, NodeCommand.version(), NodeCommand.CLOCK);
      running.set(agent);
      rotated = agent.awaitRotation();
    } while (rotated);
    lock.release();
    return 0;
  }
}
