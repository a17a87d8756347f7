package com.qubetics.dvpn.ledger.allowance;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.wire.account.AllowanceFacts;
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
  AllowanceFacts allowance(@FromGateway Account account) {
    Allowance allowance = allowances.withPromo(account);
    return new AllowanceFacts(
        allowance.pass() / ByteCount.MEBIBYTE,
        allowance.passSpent() / ByteCount.MEBIBYTE,
        allowance.promo() / ByteCount.MEBIBYTE,
        allowance.promoSpent() / ByteCount.MEBIBYTE);
  }
}
