package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.agent.setup.AgentSettings;
import com.qubetics.dvpn.agent.setup.Home;
import com.qubetics.dvpn.agent.wireguard.ToolException;
import com.qubetics.dvpn.agent.wireguard.WgInterface;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dvpn-node uninstall`: takes interface and rules off the host. Keys and settings stay in the
/// folder: they may still be worth a deposit.
@Command(
    name = "uninstall",
    description = "Removes the interface and the firewall table; keeps the folder.",
    mixinStandardHelpOptions = true)
final class UninstallCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException, ToolException {
    Home home = homeOption.existing();
    AgentSettings settings = home.settings();
    // The interface first: without rules, peers would be unfiltered.
    new WgInterface(
            settings.interfaceName(),
            home.tunnelKey(),
            settings.endpoint().port(),
            settings.tunnelNetwork())
        .down();
    NftFirewall.remove(settings.interfaceName());
    spec.commandLine().getOut().println("removed; keys and settings are in " + home.folder());
    return 0;
  }
}
