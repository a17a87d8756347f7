package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.stage.network.Layout;

/// The story.
public final class Story {

  private final Teller teller;
  private final Network network;

  private Story(Teller teller, Network network) {
    this.teller = teller;
    this.network = network;
  }

  /// @param megabytes size of a download
  public static Story of(Layout layout, int megabytes) {
    return new Story(new Teller(System.out, layout.logs()), new Network(layout));
  }

  /// Tells it; true if every step was verified.
  public boolean tell() {
    return teller.step("The network starts", this::starts);
  }

  private void starts() {
    teller.say("chain %s", network.rpc().call("eth_chainId").asString());
  }
}
