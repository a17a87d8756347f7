package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.home.Home;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dvpn-node registration`: the transaction for the provider's wallet, once more; with `--update`
/// the one that puts another endpoint of a registered node on chain.
@Command(
    name = "registration",
    description = "Prints the transaction that registers this node, or sends it.",
    mixinStandardHelpOptions = true)
final class RegistrationCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;
  @Mixin private RegistrationOptions registration;

  @Option(names = "--update", description = "for a registered node: endpoint as set up by now")
  private boolean update;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Home home = homeOption.existing();
    if (update) {
      registration.requireNonce(spec.commandLine());
    }
    registration.present(
        home,
        update ? registration.update(home) : registration.registration(home),
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
    return 0;
  }
}
