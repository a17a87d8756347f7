package com.qubetics.dvpn.rewards.transaction;

import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.chain.ChainReader;
import com.qubetics.dvpn.chain.prepare.Preparation;
import com.qubetics.dvpn.chain.prepare.Prepared;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.Malformed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NotNegative;
import com.qubetics.dvpn.rewards.claim.Claim;
import com.qubetics.dvpn.rewards.claim.Claims;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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

  /// @param from pays the gas; null: the account, which is paid in any case
  record ClaimRequest(@Nullable Account from, Account account, long period) {
    ClaimRequest {
      NotNegative.check("period", period);
    }
  }

  /// @param account gets the traffic; null: the one who pays
  record PassRequest(Account from, @Nullable Account account, long mebibytes) {
    PassRequest {
      if (mebibytes < 1) {
        throw new Malformed("mebibytes", "%d (expected: 1 or more)".formatted(mebibytes));
      }
    }
  }

  @PostMapping("/claim")
  Prepared.Ready claim(@RequestBody ClaimRequest body) {
    Account account = body.account();
    Claim claim =
        claims
            .claim(account, body.period())
            .orElseThrow(
                () ->
                    new Refusal(
                        HttpStatus.CONFLICT,
                        "NOTHING_TO_CLAIM",
                        "No final root leaves this account anything to claim in this period."));
    return ready(body.from() == null ? account : body.from(), claim::call);
  }

  @PostMapping("/buy-pass")
  Prepared.Ready buyPass(@RequestBody PassRequest body) {
    Account from = body.from();
    Account account = body.account() == null ? from : body.account();
    return ready(
        from, () -> calls.buyPass(account, body.mebibytes(), chain.priceOf(body.mebibytes())));
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
