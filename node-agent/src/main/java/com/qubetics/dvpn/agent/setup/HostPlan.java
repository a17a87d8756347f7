package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.agent.firewall.PeerLimits;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.host.FileWritten;
import com.qubetics.dvpn.agent.host.HostChange;
import com.qubetics.dvpn.agent.host.Ipv6Forwarding;
import com.qubetics.dvpn.agent.host.NftTable;
import com.qubetics.dvpn.agent.host.SysctlSet;
import com.qubetics.dvpn.agent.host.UnitEnabled;
import com.qubetics.dvpn.agent.update.HostUpgrades;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What setup wants of the host, in the order in which it is made; uninstall goes the other way.
public final class HostPlan {
  /// Only until the agent writes its own rules.
  private static final Duration LEASE = Duration.ofSeconds(60);

  private static final Path APT = Path.of("/etc/apt/apt.conf.d");

  /// There where the agent was installed as a package.
  private static final Path UNIT = Path.of("/lib/systemd/system/dvpn-node.service");

  private HostPlan() {}

  /// @param lasting also what outlives a reboot: files in /etc, units. Not for a container or a
  ///   network namespace, whose /etc is the machine's
  public static List<HostChange> of(AgentSettings settings, boolean lasting) {
    List<HostChange> plan = new ArrayList<>();
    plan.add(new NftTable(NftFirewall.table(settings.interfaceName()), rules(settings)));
    List<SysctlSet> kernel = new ArrayList<>();
    kernel.add(forwarding());
    if (settings.tunnelNetwork6() != null) {
      kernel.addAll(Ipv6Forwarding.wanted(settings.egressInterface()));
    }
    plan.addAll(kernel);
    if (lasting) {
      plan.add(
          new FileWritten(
              "/etc/sysctl.d/90-dvpn-node.conf",
              "rw-r--r--",
              "# dvpn-node forwards its peers' packets; dvpn-node uninstall takes this away.\n"
                  + lines(kernel)));
      if (Files.isDirectory(APT)) {
        plan.add(HostUpgrades.wanted());
      }
      if (Files.exists(UNIT)) {
        plan.add(new UnitEnabled("dvpn-node-update.timer"));
        plan.add(new UnitEnabled("dvpn-node.service"));
      }
    }
    return plan;
  }

  private static String lines(List<SysctlSet> settings) {
    StringBuilder lines = new StringBuilder();
    settings.forEach(
        setting -> lines.append(setting.name()).append(" = ").append(setting.value()).append('\n'));
    return lines.toString();
  }

  static SysctlSet forwarding() {
    return new SysctlSet("net.ipv4.ip_forward", "1");
  }

  /// The rules without a lease: nothing passes.
  static String rules(AgentSettings settings) {
    return new NftFirewall(settings.rules(LEASE, PeerLimits.USUAL)).script();
  }
}
