package com.qubetics.dvpn.agent.foreign;

/// A rule or policy of somebody else that drops what the node forwards.
///
/// @param firewall whose it is
/// @param where family, table and chain, and the rule or policy, as the host's tools name them
public record Barrier(ForeignFirewall firewall, String where) {

  @Override
  public String toString() {
    return firewall == ForeignFirewall.OTHER ? where : where + " (" + firewall.title() + ")";
  }
}
