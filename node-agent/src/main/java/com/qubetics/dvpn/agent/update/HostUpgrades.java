package com.qubetics.dvpn.agent.update;

import com.qubetics.dvpn.agent.host.FileWritten;
import com.qubetics.dvpn.agent.host.HostChange;

/// Security updates of the host by Debian's unattended-upgrades, daily. Which archives it takes
/// them from, and whether it may restart the host, stays with the host's own settings.
public final class HostUpgrades {
  private static final String SETTINGS =
      """
      // Written by dvpn-node setup, removed by dvpn-node uninstall.
      APT::Periodic::Update-Package-Lists "1";
      APT::Periodic::Unattended-Upgrade "1";
      """;

  private HostUpgrades() {}

  /// A file of its own that apt reads after Debian's.
  public static HostChange wanted() {
    return new FileWritten("/etc/apt/apt.conf.d/52dvpn-node-upgrades", "rw-r--r--", SETTINGS);
  }
}
