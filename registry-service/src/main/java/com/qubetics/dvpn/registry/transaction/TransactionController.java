package com.qubetics.dvpn.registry.transaction;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.chain.prepare.Preparation;
import com.qubetics.dvpn.chain.prepare.Prepared;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.NotNegative;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Prepares transactions for a provider's wallet. Public and without effect: only the wallet's
/// signature makes one happen. `from` is always the wallet that will sign and send.
@RestController
@RequestMapping("/api/v1/transactions")
class TransactionController {
  private final NodeTransactions nodes;
  private final Calls calls;
  private final Preparation preparation;

  TransactionController(NodeTransactions nodes, Calls calls, Preparation preparation) {
    this.nodes = nodes;
    this.calls = calls;
    this.preparation = preparation;
  }

  /// @param node the key that is given up
  /// @param successor the new key, whose proof it is
  /// @param nonce of the new key
  /// @param deadline seconds since 1970
  record Rotation(
      @JsonAlias("provider") Account from,
      NodeId node,
      NodeId successor,
      long nonce,
      long deadline,
      Signature proof) {
    Rotation {
      NotNegative.check("nonce", nonce);
      NotNegative.check("deadline", deadline);
    }
  }

  /// @param amount base units
  record Transfer(Account from, NodeId node, TokenAmount amount) {}

  record Subject(Account from, NodeId node) {}

  /// @param slash the proposal's id
  record Contest(Account from, long slash) {
    Contest {
      NotNegative.check("slash", slash);
    }
  }

  @PostMapping("/register")
  Prepared.Ready register(@RequestBody Proven body) {
    return ready(body.from(), () -> nodes.register(body));
  }

  @PostMapping("/update")
  Prepared.Ready update(@RequestBody Proven body) {
    return ready(body.from(), () -> nodes.update(body));
  }

  @PostMapping("/rotate-node-key")
  Prepared.Ready rotate(@RequestBody Rotation body) {
    return ready(body.from(), () -> nodes.rotate(body));
  }

  @PostMapping("/top-up-deposit")
  Prepared.Ready topUpDeposit(@RequestBody Transfer body) {
    return ready(body.from(), () -> calls.topUpDeposit(body.node(), body.amount()));
  }

  @PostMapping("/top-up-buffer")
  Prepared.Ready topUpBuffer(@RequestBody Transfer body) {
    return ready(body.from(), () -> calls.topUpBuffer(body.node(), body.amount()));
  }

  @PostMapping("/withdraw-buffer")
  Prepared.Ready withdrawBuffer(@RequestBody Transfer body) {
    return ready(body.from(), () -> calls.withdrawBuffer(body.node(), body.amount()));
  }

  @PostMapping("/announce-exit")
  Prepared.Ready announceExit(@RequestBody Subject body) {
    return ready(body.from(), () -> calls.announceExit(body.node()));
  }

  @PostMapping("/withdraw")
  Prepared.Ready withdraw(@RequestBody Subject body) {
    return ready(body.from(), () -> calls.withdraw(body.node()));
  }

  @PostMapping("/contest")
  Prepared.Ready contest(@RequestBody Contest body) {
    return ready(body.from(), () -> calls.contest(body.slash()));
  }

  private Prepared.Ready ready(Account from, Supplier<Call> call) {
    try {
      return switch (preparation.prepare(from, call.get())) {
        case Prepared.Ready ready -> ready;
        case Prepared.Refused refused ->
            throw new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, refused.code(), refused.detail());
      };
    } catch (ChainException e) {
      throw new Refusal(
          HttpStatus.SERVICE_UNAVAILABLE,
          "CHAIN_UNAVAILABLE",
          "The chain does not answer; try again in a moment.");
    }
  }
}
