package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dvpn-node drain`: takes no new sessions; running ones go on.
@Command(
    name = "drain",
    description = "Takes no new sessions; running ones go on.",
    mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;

  @Override
  public Integer call() throws IOException {
    Home home = homeOption.existing();
    if (!Files.exists(home.drainFile())) {
      Files.createFile(home.drainFile());
    }
    return 0;
  }
}
