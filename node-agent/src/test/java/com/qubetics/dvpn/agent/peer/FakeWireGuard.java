package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.PeerChange;
import com.qubetics.dvpn.wireguard.PeerState;
import com.qubetics.dvpn.wireguard.WireGuard;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// WireGuard's peers in memory, with its habit of moving an address to the peer added last.
public final class FakeWireGuard implements WireGuard {
  final Map<TunnelKey, PeerState> peers = new LinkedHashMap<>();
  boolean broken;
  int ups;
  int calls;
  int listings;
  TunnelKey refused;

  /// What happens while the peers are listed: time passes, for example.
  Runnable listing = () -> {};

  @Override
  public synchronized void up() throws ToolException {
    check();
    ups++;
  }

  @Override
  public synchronized void apply(List<PeerChange> changes) throws ToolException {
    check();
    calls++;
    for (PeerChange change : changes) {
      if (change.key().equals(refused)) {
        throw new ToolException("wg: exit code 1: invalid argument");
      }
      switch (change) {
        case PeerChange.Put put -> {
          peers.replaceAll(
              (key, peer) ->
                  peer.holds(put.address())
                      ? new PeerState(key, null, peer.rxBytes(), peer.txBytes(), null)
                      : peer);
          PeerState before = peers.get(put.key());
          peers.put(
              put.key(),
              new PeerState(
                  put.key(),
                  put.address(),
                  before == null ? 0 : before.rxBytes(),
                  before == null ? 0 : before.txBytes(),
                  null));
        }
        case PeerChange.Remove remove -> peers.remove(remove.key());
      }
    }
  }

  @Override
  public synchronized List<PeerState> peers() throws ToolException {
    check();
    listings++;
    listing.run();
    return new ArrayList<>(peers.values());
  }

  @Override
  public synchronized void down() {
    peers.clear();
  }

  public synchronized void move(TunnelKey key, long rx, long tx) {
    PeerState peer = peers.get(key);
    peers.put(
        key, new PeerState(key, peer.address(), peer.rxBytes() + rx, peer.txBytes() + tx, null));
  }

  public synchronized boolean holds(TunnelKey key, String address) {
    return peers.containsKey(key) && peers.get(key).holds(TunnelAddress.parse(address));
  }

  private void check() throws ToolException {
    if (broken) {
      throw new ToolException("wg: exit code 1: no such device");
    }
  }
}
