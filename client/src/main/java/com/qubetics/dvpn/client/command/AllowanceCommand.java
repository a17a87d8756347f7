package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.wire.account.AllowanceFacts;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "allowance", description = "Show what is left of pass and free allowance.")
public final class AllowanceCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Override
  public Integer call() {
    try (Access access = common.access()) {
      AllowanceFacts allowance = access.get("/api/v1/allowance", AllowanceFacts.class);
      common.show(
          allowance,
          "pass %s MiB, %s spent; free %s MiB, %s spent"
              .formatted(
                  allowance.passMib(),
                  allowance.passSpentMib(),
                  allowance.promoMib(),
                  allowance.promoSpentMib()));
    }
    return 0;
  }
}
