package com.qubetics.dvpn.registry.account;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.contract.ContractAccounts;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.wire.login.AccountSignature;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.util.concurrent.Semaphore;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Tells whether a contract account signed: the gateway asks when somebody logs in, an app may
/// before. Public and without effect.
///
/// Foreign code runs at the chain's node to answer it, so only a few are asked at a time: the
/// follower needs the node too.
@RestController
class AccountSignatureController {
  private static final int AT_ONCE = 8;

  private final ContractAccounts accounts;
  private final Semaphore places = new Semaphore(AT_ONCE);

  AccountSignatureController(ContractAccounts accounts) {
    this.accounts = accounts;
  }

  @PostMapping("/api/v1/account-signatures")
  AccountSignature.Answer judge(@RequestBody AccountSignature asked) {
    if (!places.tryAcquire()) {
      throw new Refusal(ProblemCode.BUSY, "Too many signatures at the moment; try again.");
    }
    try {
      return new AccountSignature.Answer(
          accounts.verdict(asked.account(), asked.hash(), asked.bytes()));
    } catch (ChainException e) {
      throw new Refusal(
          ProblemCode.CHAIN_UNAVAILABLE, "The chain does not answer; try again in a moment.");
    } finally {
      places.release();
    }
  }
}
