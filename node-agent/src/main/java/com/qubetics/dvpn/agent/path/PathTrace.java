package com.qubetics.dvpn.agent.path;

import com.qubetics.dvpn.wireguard.host.Nft;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Duration;
import java.util.List;

/// Has the kernel tell what a packet of the path meets, by a table of its own that is there only
/// meanwhile: its chains stand at the beginning and the end of the way, and mark the packet and its
/// answer, so that each rule of each table is told.
///
/// @param name of the table
record PathTrace(String name, String tunnel, String egress, TunnelAddress peer) {
  /// Until the monitor has read the host's tables and listens.
  private static final Duration READY = Duration.ofMillis(500);

  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  String table() {
    return "inet " + name;
  }

  /// @param from the packet's own port, which the answer comes to unless it is taken outside
  /// @param sending sends it
  Trace of(Echo echo, int from, Runnable sending) throws ToolException {
    Nft.run(script(echo, from));
    try {
      return Trace.parse(
          Tool.overhear(
              List.of("nft", "monitor", "trace"),
              () -> {
                pause(READY);
                sending.run();
                pause(LAST_WORDS);
              }));
    } finally {
      Nft.deleteTable(name);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String script(Echo echo, int from) {
    return """
        table inet %1$s {}
        delete table inet %1$s
        table inet %1$s {
          chain prerouting {
            type filter hook prerouting priority -350; policy accept;
            iifname "%2$s" ip saddr %4$s ip daddr %5$s tcp sport %7$s meta nftrace set 1
            iifname "%3$s" ip saddr %5$s tcp sport %6$s tcp dport %7$s meta nftrace set 1
          }
          chain forward {
            type filter hook forward priority -350; policy accept;
          }
          chain postrouting {
            type filter hook postrouting priority 350; policy accept;
          }
        }
        """
        .formatted(name, tunnel, egress, peer, echo.address(), echo.port(), from);
  }
}
