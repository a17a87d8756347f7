package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.agent.wireguard.ToolException;
import com.qubetics.dvpn.agent.wireguard.TunnelAddress;
import java.util.Collection;

/// The rules between tunnel and world. Calls come from one thread at a time.
public interface Firewall {

  /// Writes the rules unless they already hold, with these leases; others end.
  void up(Collection<Lease> leases) throws ToolException;

  /// Ends and renews leases in one step, together or not at all.
  void change(Collection<TunnelAddress> ended, Collection<Lease> renewed) throws ToolException;

  /// Whether the kernel holds the rules as this object wrote them, and the leases: none missing,
  /// none longer, none but its own.
  boolean holds() throws ToolException;

  /// Forgets the connections of addresses whose session is over, where the host has the tool for
  /// it.
  void forget(Collection<TunnelAddress> addresses);

  /// Removes the rules; no error if there are none.
  void down() throws ToolException;
}
