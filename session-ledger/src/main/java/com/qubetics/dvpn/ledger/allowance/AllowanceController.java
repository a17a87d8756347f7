package com.qubetics.dvpn.ledger.allowance;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.ByteCount;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What an account has left, for itself.
@RestController
class AllowanceController {
  private final Allowances allowances;

  AllowanceController(Allowances allowances) {
    this.allowances = allowances;
  }

  @GetMapping("/api/v1/allowance")
  View allowance(@FromGateway Account account) {
    Allowance allowance = allowances.withPromo(account);
    return new View(
        allowance.pass() / ByteCount.MEBIBYTE,
        allowance.passSpent() / ByteCount.MEBIBYTE,
        allowance.promo() / ByteCount.MEBIBYTE,
        allowance.promoSpent() / ByteCount.MEBIBYTE);
  }

  /// Whole mebibytes; a begun one is not shown as spent.
  record View(long passMib, long passSpentMib, long promoMib, long promoSpentMib) {}
}
