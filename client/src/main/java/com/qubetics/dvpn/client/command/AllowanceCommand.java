package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.login.Access;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "allowance", description = "Show what is left of pass and free allowance.")
public final class AllowanceCommand implements Callable<Integer> {
  @Mixin private Common common;

  /// The ledger's answer, mebibytes.
  record Allowance(long passMib, long passSpentMib, long promoMib, long promoSpentMib) {}

  @Override
  public Integer call() {
    try (Access access = common.access()) {
      Allowance allowance = access.get("/api/v1/allowance", Allowance.class);
      common.show(
          allowance,
          "pass %d MiB, %d spent; free %d MiB, %d spent"
              .formatted(
                  allowance.passMib(),
                  allowance.passSpentMib(),
                  allowance.promoMib(),
                  allowance.promoSpentMib()));
    }
    return 0;
  }
}
