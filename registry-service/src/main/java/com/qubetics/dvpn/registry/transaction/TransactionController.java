package com.qubetics.dvpn.registry.transaction;

import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.prepare.Preparation;
import com.qubetics.dvpn.evm.prepare.Prepared;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.transaction.AmountRequest;
import com.qubetics.dvpn.wire.transaction.ContestRequest;
import com.qubetics.dvpn.wire.transaction.NodeRequest;
import com.qubetics.dvpn.wire.transaction.PreparedTransaction;
import com.qubetics.dvpn.wire.transaction.RegistrationRequest;
import com.qubetics.dvpn.wire.transaction.RotationRequest;
import java.util.function.Supplier;
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

  @PostMapping("/register")
  PreparedTransaction register(@RequestBody RegistrationRequest body) {
    return ready(body.from(), () -> nodes.register(body));
  }

  @PostMapping("/update")
  PreparedTransaction update(@RequestBody RegistrationRequest body) {
    return ready(body.from(), () -> nodes.update(body));
  }

  @PostMapping("/rotate-node-key")
  PreparedTransaction rotate(@RequestBody RotationRequest body) {
    return ready(body.from(), () -> nodes.rotate(body));
  }

  @PostMapping("/top-up-deposit")
  PreparedTransaction topUpDeposit(@RequestBody AmountRequest body) {
    return ready(body.from(), () -> calls.topUpDeposit(body.node(), body.amount()));
  }

  @PostMapping("/top-up-buffer")
  PreparedTransaction topUpBuffer(@RequestBody AmountRequest body) {
    return ready(body.from(), () -> calls.topUpBuffer(body.node(), body.amount()));
  }

  @PostMapping("/withdraw-buffer")
  PreparedTransaction withdrawBuffer(@RequestBody AmountRequest body) {
    return ready(body.from(), () -> calls.withdrawBuffer(body.node(), body.amount()));
  }

  @PostMapping("/announce-exit")
  PreparedTransaction announceExit(@RequestBody NodeRequest body) {
    return ready(body.from(), () -> calls.announceExit(body.node()));
  }

  @PostMapping("/withdraw")
  PreparedTransaction withdraw(@RequestBody NodeRequest body) {
    return ready(body.from(), () -> calls.withdraw(body.node()));
  }

  @PostMapping("/contest")
  PreparedTransaction contest(@RequestBody ContestRequest body) {
    return ready(body.from(), () -> calls.contest(body.slash()));
  }

  private PreparedTransaction ready(Account from, Supplier<Call> call) {
    try {
      return switch (preparation.prepare(from, call.get())) {
        case Prepared.Ready ready -> ready.transaction();
        case Prepared.Refused refused -> throw Refusal.byChain(refused.code(), refused.detail());
      };
    } catch (ChainException e) {
      throw new Refusal(
          ProblemCode.CHAIN_UNAVAILABLE, "The chain does not answer; try again in a moment.");
    }
  }
}
