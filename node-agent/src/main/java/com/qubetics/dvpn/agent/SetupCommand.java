package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.host.Host;
import com.qubetics.dvpn.agent.host.HostChange;
import com.qubetics.dvpn.agent.host.HostChanges;
import com.qubetics.dvpn.agent.setup.AgentSettings;
import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.agent.setup.Home;
import com.qubetics.dvpn.agent.setup.HostPlan;
import com.qubetics.dvpn.agent.setup.Setup;
import com.qubetics.dvpn.agent.wireguard.Cidr;
import com.qubetics.dvpn.agent.wireguard.InterfaceName;
import com.qubetics.dvpn.agent.wireguard.ToolException;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dvpn-node setup`: checks the host, makes keys and settings, prints the registration. Findings
/// go to standard error, so that `--json` leaves the registration alone on standard output.
@Command(
    name = "setup",
    description = "Checks this host, makes its keys and settings, prints the registration.",
    mixinStandardHelpOptions = true)
final class SetupCommand implements Callable<Integer> {
  private static final Path SYSTEMD = Path.of("/run/systemd/system");

  @Mixin private HomeOption homeOption;
  @Mixin private RegistrationOptions registration;

  @Option(names = "--gateway", required = true, description = "https URL of the gateway")
  private String gateway;

  @Option(names = "--ca", description = "PEM file of the gateway's authority")
  private Path ca;

  @Option(names = "--provider", required = true, description = "your wallet, 0x… or qubetics1…")
  private String provider;

  @Option(names = "--endpoint", required = true, description = "IP:PORT as the world sees it")
  private String endpoint;

  @Option(names = "--place", required = true, description = "CITY,COUNTRY,LATITUDE,LONGITUDE")
  private String place;

  @Option(names = "--egress-interface", required = true, description = "towards the internet")
  private String egressInterface;

  @Option(names = "--interface", defaultValue = "wg-dvpn", description = "WireGuard interface")
  private String interfaceName;

  @Option(names = "--tunnel-network", defaultValue = "10.77.0.0/16", description = "IPv4 network")
  private String tunnelNetwork;

  @Option(names = "--dns", description = "the resolver that clients are told")
  private String dns;

  @Option(
      names = "--allow-egress",
      split = ",",
      description = "networks in blocked ranges that clients may reach")
  private List<String> allowEgress;

  @Option(names = "--max-peers", defaultValue = "1000", description = "sessions at a time")
  private int maxPeers;

  @Option(names = "--capacity-mbit", defaultValue = "100", description = "what the host carries")
  private int capacityMbit;

  @Option(
      names = "--service",
      negatable = true,
      description =
          "also what outlives a reboot: files in /etc, systemd units (default: where systemd runs)")
  private @Nullable Boolean service;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException, ToolException {
    Home home = homeOption.home();
    AgentSettings settings = settings();
    List<Finding> findings = new Setup(home, NodeCommand.CLOCK).run(settings);
    findings.forEach(finding -> spec.commandLine().getErr().println(finding));
    boolean lasting = service == null ? Files.isDirectory(SYSTEMD) : service;
    for (HostChange change :
        new HostChanges(home.changesFile(), Host.THIS).make(HostPlan.of(settings, lasting))) {
      spec.commandLine().getErr().println(change.place() + ": " + change.effect());
    }
    if (!findings.stream().allMatch(Finding::ok)) {
      spec.commandLine().getErr().println("mend what failed and run setup again");
      return 1;
    }
    registration.print(home, spec.commandLine().getOut());
    return 0;
  }

  private AgentSettings settings() {
    try {
      return new AgentSettings(
          gateway,
          ca == null ? null : ca.toAbsolutePath().toString(),
          read("--provider", provider, Account::parse),
          read("--endpoint", endpoint, Endpoint::parse),
          read("--place", place, Place::parse),
          read("--egress-interface", egressInterface, InterfaceName::parse),
          read("--interface", interfaceName, InterfaceName::parse),
          read("--tunnel-network", tunnelNetwork, Cidr::parse),
          dns,
          allowEgress == null
              ? List.of()
              : allowEgress.stream()
                  .map(text -> read("--allow-egress", text, Cidr::parse))
                  .toList(),
          maxPeers,
          capacityMbit * 1000L);
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage(), e);
    }
  }

  private <T> T read(String option, String text, Function<String, T> form) {
    try {
      return form.apply(text);
    } catch (IllegalArgumentException e) {
      throw refused(option + ": " + e.getMessage(), e);
    }
  }

  private CommandLine.ParameterException refused(@Nullable String message, Exception cause) {
    return new CommandLine.ParameterException(spec.commandLine(), message, cause);
  }
}
