package com.qubetics.dvpn.agent;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dvpn-node registration`: the transaction for the provider's wallet, once more.
@Command(
    name = "registration",
    description = "Prints the transaction that registers this node.",
    mixinStandardHelpOptions = true)
final class RegistrationCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;
  @Mixin private RegistrationOptions registration;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    registration.print(homeOption.existing(), spec.commandLine().getOut());
    return 0;
  }
}
