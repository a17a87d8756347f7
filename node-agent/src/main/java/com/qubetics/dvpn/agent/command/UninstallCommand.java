package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.host.Host;
import com.qubetics.dvpn.agent.host.HostChanges;
import com.qubetics.dvpn.wireguard.WgLink;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dvpn-node uninstall`: leaves the host as setup found it. Keys and settings stay in the folder:
/// they may still be worth a deposit.
@Command(
    name = "uninstall",
    description = "Leaves the host as setup found it; keeps the folder with its keys.",
    mixinStandardHelpOptions = true)
final class UninstallCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException, ToolException {
    Home home = homeOption.existing();
    AgentSettings settings = home.settings();
    // The interface first: without rules, peers would be unfiltered.
    WgLink.remove(settings.interfaceName());
    List<HostChanges.Undone> undone = new HostChanges(home.changesFile(), Host.THIS).undo();
    NftFirewall.remove(NftFirewall.table(settings.interfaceName()));
    undone.forEach(this::print);
    spec.commandLine().getOut().println("removed; keys and settings are in " + home.folder());
    return 0;
  }

  private void print(HostChanges.Undone undone) {
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %s%n",
            undone.change().place(),
            undone.restored() ? "as before" : "left alone, it was changed since");
  }
}
