package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.Collection;

/// The rules between tunnel and world. Calls come from one thread at a time.
public interface Firewall {

  /// Writes the rules unless they already hold, with these leases; others end, and all speed
  /// limits.
  void up(Collection<Lease> leases) throws ToolException;

  /// Changes leases and speed limits in one step, together or not at all.
  void change(LeaseChange change) throws ToolException;

  /// Whether the kernel holds the rules as this object wrote them, and the leases: none missing,
  /// none longer, none but its own; and the same speed limits.
  boolean holds() throws ToolException;

  /// Forgets the connections of addresses whose session is over, where the host has the tool for
  /// it. That frees their places in the kernel's table and nothing depends on it: what is left
  /// passes to nobody.
  void forget(Collection<TunnelAddress> addresses);

  /// Removes the rules; no error if there are none.
  void down() throws ToolException;
}
