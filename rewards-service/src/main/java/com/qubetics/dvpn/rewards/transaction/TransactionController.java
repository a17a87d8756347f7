package com.qubetics.dvpn.rewards.transaction;

import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.prepare.Preparation;
import com.qubetics.dvpn.evm.prepare.Prepared;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.rewards.claim.Claims;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.reward.Claim;
import com.qubetics.dvpn.wire.transaction.ClaimRequest;
import com.qubetics.dvpn.wire.transaction.PassRequest;
import com.qubetics.dvpn.wire.transaction.PreparedTransaction;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Prepares transactions of the vault. Public and without effect: only the wallet's signature makes
/// one happen. `from` is the wallet that will sign and send.
@RestController
@RequestMapping("/api/v1/transactions")
final class TransactionController {
  private final Claims claims;
  private final Calls calls;
  private final ChainReader chain;
  private final Preparation preparation;

  TransactionController(Claims claims, Calls calls, ChainReader chain, Preparation preparation) {
    this.claims = claims;
    this.calls = calls;
    this.chain = chain;
    this.preparation = preparation;
  }

  @PostMapping("/claim")
  PreparedTransaction claim(@RequestBody ClaimRequest body) {
    Account account = body.account();
    Claim claim =
        claims
            .claim(account, body.period())
            .orElseThrow(
                () ->
                    new Refusal(
                        ProblemCode.NOTHING_TO_CLAIM,
                        "No final root leaves this account anything to claim in this period."));
    return ready(body.from() == null ? account : body.from(), () -> Claims.call(claim));
  }

  @PostMapping("/buy-pass")
  PreparedTransaction buyPass(@RequestBody PassRequest body) {
    Account from = body.from();
    Account account = body.account() == null ? from : body.account();
    return ready(
        from, () -> calls.buyPass(account, body.mebibytes(), chain.priceOf(body.mebibytes())));
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
