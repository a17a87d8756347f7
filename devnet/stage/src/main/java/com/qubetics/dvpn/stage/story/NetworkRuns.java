package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.stage.network.NetworkStatus;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.util.Map;

/// The contracts are on the chain, the gateway names the same ones, and every program lives.
record NetworkRuns(Scene scene) implements Chapter {

  @Override
  public String title() {
    return "The network runs";
  }

  @Override
  public void tell() {
    LiveNetwork network = scene.network();
    NetworkFacts facts = network.facts();
    NetworkFacts published = network.published();
    Check.that(published.sameAs(facts), "the gateway names %s (expected: %s)", published, facts);
    Map.of(
            "nodeRegistry", facts.nodeRegistry(),
            "epochLedger", facts.epochLedger(),
            "rewardsVault", facts.rewardsVault())
        .forEach(this::isDeployed);
    Check.equal(network.rpc().chainId(), facts.chainId(), "chain id");
    NetworkStatus.Network status = network.status();
    for (NetworkStatus.Program program : status.processes()) {
      boolean alive = ProcessHandle.of(program.pid()).isPresent();
      Check.that(alive, "%s does not run", program.name());
    }
    scene.say("%d processes, ready after %.1f s", status.processes().size(), status.readySeconds());
  }

  private void isDeployed(String name, Address address) {
    int code = scene.network().rpc().code(address).length;
    Check.that(code > 50, "no code at %s %s", name, address);
    scene.say("%s at %s, %d bytes of code", name, address, code);
  }
}
