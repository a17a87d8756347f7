package com.qubetics.dvpn.controlplane;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.function.Consumer;

/// A node as far as clients see one.
///
/// @param key the node key on chain
/// @param signer what signs offers and usage; differs from `key` in a forged network
/// @param config what it gives its clients
/// @param install what the node does with a grant it accepts
public record FakeNode(
    PrivateKey key,
    PrivateKey signer,
    TunnelKey tunnelKey,
    ClientConfig config,
    Consumer<Grant> install) {

  /// One that names no resolver, and is on a line of 1440 bytes.
  public FakeNode(
      PrivateKey key,
      PrivateKey signer,
      TunnelKey tunnelKey,
      Endpoint endpoint,
      Consumer<Grant> install) {
    this(key, signer, tunnelKey, new ClientConfig("10.77.0.2", "", 1380, endpoint), install);
  }

  public NodeId id() {
    return new NodeId(key.address());
  }

  public Endpoint endpoint() {
    return config.endpoint();
  }
}
