package com.qubetics.dvpn.client.tunnel;

import org.jspecify.annotations.Nullable;

/// One thing that connecting changes on this machine or in the ledger, written down before it is
/// changed. Taking back what is not there any more, or never was, changes nothing.
///
/// @param subject which interface, table, setting, file or session
/// @param before what was there, where it is put back; null where something is only removed
public record Undo(Kind kind, String subject, @Nullable String before) {

  /// What was changed. Taken back in the order of these names.
  public enum Kind {
    /// A session that was, or may have been, opened.
    SESSION,
    /// systemd-resolved was told a resolver for the interface.
    RESOLVED,
    /// resolvconf was told a resolver for the interface.
    RESOLVCONF,
    /// The file that names this machine's resolvers was written.
    RESOLV_CONF,
    /// Rules of the routing policy and the table they lead to, of the interface.
    ROUTING,
    /// A kernel setting below /proc/sys.
    SETTING,
    LINK,
    /// The kill switch of the interface: last, so that nothing passes in between.
    KILL_SWITCH
  }

  static Undo of(Kind kind, String subject) {
    return new Undo(kind, subject, null);
  }
}
