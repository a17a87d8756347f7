package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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

  /// @param minimumAmount base units; null: 0
  record Request(boolean enabled, @Nullable TokenAmount minimumAmount) {}

  /// @param available whether this operator claims for anybody
  /// @param feesPerDay the most gas, in base units, that the operator pays for the account in a day
  record View(
      Account account,
      boolean enabled,
      TokenAmount minimumAmount,
      boolean available,
      TokenAmount feesPerDay) {}

  @GetMapping
  View get(@FromGateway Account caller, @PathVariable Account account) {
    requireOwn(caller, account);
    return view(wishes.of(account));
  }

  @PutMapping
  View put(
      @FromGateway Account caller, @PathVariable Account account, @RequestBody Request request) {
    requireOwn(caller, account);
    TokenAmount minimum = request.minimumAmount();
    wishes.put(new Wish(account, request.enabled(), minimum == null ? TokenAmount.ZERO : minimum));
    return view(wishes.of(account));
  }

  private static void requireOwn(Account caller, Account account) {
    if (!caller.equals(account)) {
      throw new Refusal(
          HttpStatus.FORBIDDEN,
          "NOT_YOUR_ACCOUNT",
          "Only the account itself can say this: log in with its wallet.");
    }
  }

  private View view(Wish wish) {
    return new View(
        wish.account(),
        wish.enabled(),
        wish.minimumAmount(),
        settings.isOn(),
        settings.accountDay());
  }
}
