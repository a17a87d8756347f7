package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.util.Optional;

/// One thing about the host that setup wants in a certain way: a place with a name, which holds a
/// text or nothing. To make the change is to set the wanted text; to undo it is to set what was
/// there before. So a kind of change knows only how to read and how to set.
public sealed interface HostChange
    permits SysctlSet,
        FolderMade,
        FileWritten,
        NftTable,
        UnitEnabled,
        IptablesRule,
        UfwRoute,
        FirewalldPolicy {

  /// What is changed, such as `sysctl net.ipv4.ip_forward`: two changes of one place share it.
  String place();

  /// What the change makes of it, in a few words, for people.
  String effect();

  /// The text that the place holds once the change is made.
  String wanted();

  /// The text that the place holds at the moment.
  Optional<String> present(Host host) throws IOException, ToolException;

  /// @param text [#wanted], or what [#present] said before
  void set(Host host, Optional<String> text) throws IOException, ToolException;

  default boolean holds(Host host) throws IOException, ToolException {
    return present(host).equals(Optional.of(wanted()));
  }
}
