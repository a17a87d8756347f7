package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.List;

/// WireGuard interfaces as `ip link` makes and removes them.
public final class WgLink {
  private WgLink() {}

  /// Makes the interface, down and without keys: the kernel's WireGuard where it is there, else a
  /// wireguard-go process, which goes on when this one dies.
  ///
  /// @param userspace wireguard-go even where the kernel has WireGuard
  public static void create(InterfaceName name, boolean userspace) throws ToolException {
    boolean inKernel =
        !userspace
            && Tool.succeeds(
                List.of("ip", "link", "add", "dev", name.value(), "type", "wireguard"));
    if (!inKernel) {
      Tool.daemon(List.of("wireguard-go", name.value()));
    }
  }

  /// What the interface is and has counted, whoever made it; takes a process.
  ///
  /// @throws ToolException if there is no such interface of WireGuard
  public static WgDump look(InterfaceName name) throws ToolException {
    return new WgTool(name).dump();
  }

  static boolean exists(InterfaceName name) {
    return Tool.succeeds(List.of("ip", "link", "show", "dev", name.value()));
  }

  /// Removes an interface without knowing the rest of it; no error if there is none.
  public static void remove(InterfaceName name) throws ToolException {
    if (exists(name)) {
      Tool.run(List.of("ip", "link", "delete", "dev", name.value()));
    }
  }
}
