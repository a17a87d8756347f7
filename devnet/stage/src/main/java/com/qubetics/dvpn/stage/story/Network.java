package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.stage.network.Api;
import com.qubetics.dvpn.stage.network.Layout;
import com.qubetics.dvpn.stage.network.Rpc;
import com.qubetics.dvpn.stage.sandbox.Host;

/// The running network, as the story's people see it.
final class Network {

  private final Layout layout;
  private final Api api;
  private final Rpc rpc;

  Network(Layout layout) {
    this.layout = layout;
    this.api =
        new Api(
            "https://" + Host.CONTROL.address() + ":" + Layout.GATEWAY_PORT, layout.authority());
    this.rpc = new Rpc("http://" + Host.CONTROL.address() + ":" + Layout.RPC_PORT);
  }

  Layout layout() {
    return layout;
  }

  Api api() {
    return api;
  }

  Rpc rpc() {
    return rpc;
  }
}
