package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.network.PublicNode;

/// Every node is ACTIVE, eligible on chain, has its tunnel, and its stake is held.
record NodesServe(Scene scene) implements Chapter {
  private static final TokenAmount STAKE = TokenAmount.ofTics("20");

  @Override
  public String title() {
    return "Four nodes of three providers serve";
  }

  @Override
  public void tell() {
    LiveNetwork network = scene.network();
    network.nodes().forEach(this::serves);
    TokenAmount held = new TokenAmount(network.rpc().balance(network.facts().nodeRegistry()));
    Check.equal(held, STAKE.times(network.nodes().size()), "what the NodeRegistry holds");
    scene.say("the NodeRegistry holds %s", held.toTics());
  }

  private void serves(StoryNode node) {
    LiveNetwork network = scene.network();
    PublicNode shown = network.api().get("/api/v1/nodes/" + node.id(), PublicNode.class);
    Check.equal(shown.state(), NodeState.ACTIVE, "state of " + node.name());
    Check.equal(shown.provider(), node.provider(), "provider of " + node.name());
    Check.that(network.contracts().eligible(node.id()), "%s is not eligible", node.name());
    Check.that(network.hasTunnel(node), "%s has no WireGuard interface", node.name());
    scene.say(
        "%s %s, %s, endpoint %s: ACTIVE",
        node.name(), node.id(), node.host().place().city(), node.host().endpoint());
  }
}
