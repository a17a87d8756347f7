package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.reward.Keeper;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// An account's own word to the keeper.
@RestController
@RequestMapping("/api/v1/providers/{account}/keeper")
final class KeeperController {
  private final Wishes wishes;
  private final KeeperSettings settings;

  KeeperController(Wishes wishes, KeeperSettings settings) {
    this.wishes = wishes;
    this.settings = settings;
  }

  @GetMapping
  Keeper get(@FromGateway Account caller, @PathVariable Account account) {
    requireOwn(caller, account);
    return view(wishes.of(account));
  }

  @PutMapping
  Keeper put(
      @FromGateway Account caller,
      @PathVariable Account account,
      @RequestBody Keeper.Wish request) {
    requireOwn(caller, account);
    TokenAmount minimum = request.minimumAmount();
    wishes.put(
        new ClaimWish(account, request.enabled(), minimum == null ? TokenAmount.ZERO : minimum));
    return view(wishes.of(account));
  }

  private static void requireOwn(Account caller, Account account) {
    if (!caller.equals(account)) {
      throw new Refusal(
          ProblemCode.NOT_YOUR_ACCOUNT,
          "Only the account itself can say this: log in with its wallet.");
    }
  }

  private Keeper view(ClaimWish wish) {
    return new Keeper(
        wish.account(),
        wish.enabled(),
        wish.minimumAmount(),
        settings.isOn(),
        settings.accountDay());
  }
}
