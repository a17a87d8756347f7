package com.qubetics.dvpn.registry.transaction;

import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainNode;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.node.Registration;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.transaction.RegistrationRequest;
import com.qubetics.dvpn.wire.transaction.RotationRequest;
import org.springframework.stereotype.Component;

/// The calls that carry a node key's proof. The proof is checked here against the chain's nonce,
/// since the contract can say only that it fails, not why.
@Component
class NodeTransactions {
  private final Network network;
  private final ChainReader chain;
  private final Calls calls;

  NodeTransactions(Network network, ChainReader chain, Calls calls) {
    this.network = network;
    this.chain = chain;
    this.calls = calls;
  }

  Call register(RegistrationRequest proven) {
    TokenAmount stake = proven.stake();
    require(proven.registration(), proven.node());
    return calls.register(
        proven.node(),
        proven.tunnelKey(),
        proven.hash(),
        proven.deadline(),
        proven.proof(),
        stake == null ? network.deposit().plus(network.buffer()) : stake);
  }

  Call update(RegistrationRequest proven) {
    require(proven.registration(), proven.node());
    return calls.update(
        proven.node(), proven.tunnelKey(), proven.hash(), proven.deadline(), proven.proof());
  }

  /// The new key's proof is over the node's present tunnel key and endpoint.
  Call rotate(RotationRequest rotation) {
    ChainNode node =
        chain
            .node(rotation.node())
            .orElseThrow(
                () ->
                    new Refusal(
                        ProblemCode.NODE_UNKNOWN, "No node of this address is registered."));
    Registration message =
        new Registration(
            rotation.from(),
            rotation.successor(),
            node.tunnelKey(),
            node.endpointHash(),
            rotation.nonce(),
            rotation.deadline());
    require(new Signed<>(message, rotation.proof()), rotation.successor());
    return calls.rotateNodeKey(
        rotation.node(), rotation.successor(), rotation.deadline(), rotation.proof());
  }

  private void require(Signed<Registration> proof, NodeId signer) {
    long nonce = chain.nonce(signer);
    if (proof.message().nonce() != nonce) {
      throw new Refusal(
          ProblemCode.PROOF_NONCE_WRONG,
          "The proof is for nonce %s of the node key, the registry is at %s: make it for that one."
              .formatted(proof.message().nonce(), nonce));
    }
    if (!proof.isBy(signer.address(), network.domain())) {
      throw new Refusal(
          ProblemCode.PROOF_INVALID,
          "The node key did not sign for wallet %s with this tunnel key, endpoint and deadline: make the proof for that wallet."
              .formatted(proof.message().provider()));
    }
  }
}
