package com.qubetics.dvpn.agent.command;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dvpn-node resume`: ends `drain`.
@Command(
    name = "resume",
    description = "Takes new sessions again.",
    mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;

  @Override
  public Integer call() throws IOException {
    Files.deleteIfExists(homeOption.existing().drainFile());
    return 0;
  }
}
