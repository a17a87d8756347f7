package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.ToolException;
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

  /// Whether a change of the host's rules is none of this object's own, and it has not looked
  /// since.
  ///
  /// @param generation the kernel's number of the change; 0: some changes, not known which
  boolean isNews(int generation);

  /// Has the kernel forget connections, soon and beside everything else. That frees their places in
  /// its table, and ends what a flowtable still carries; but nothing passes to a session because of
  /// it: what is left passes to nobody.
  void forget(Collection<Leftovers> over);

  /// Removes the rules; no error if there are none.
  void down() throws ToolException;
}
