package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.List;

/// The peers of an interface that is up: through wireguard-go's socket where there is one, else
/// through `wg`. Safe for use by many threads.
public final class WgPeers implements PeerAccess, AutoCloseable {
  private final WgTool tool;
  private final UapiSocket socket;

  public WgPeers(InterfaceName name) {
    this.tool = new WgTool(name);
    this.socket = new UapiSocket(name);
  }

  @Override
  public void apply(List<PeerChange> changes) throws ToolException {
    access().apply(changes);
  }

  @Override
  public List<PeerState> peers() throws ToolException {
    return access().peers();
  }

  private PeerAccess access() {
    return socket.isThere() ? socket : tool;
  }

  @Override
  public void close() {
    socket.close();
  }
}
