package com.qubetics.dvpn.rewards.vault;

import com.qubetics.dvpn.chain.ChainEvent;
import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigDecimal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The money that came into the vault by passes and funding (invariant I5). Who bought a pass is of
/// no interest here.
@Component
public final class Funds implements ChainEventHandler {
  private final JdbcClient jdbc;

  Funds(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof ChainEvent.PassBought bought) {
      record(confirmed, bought.paid());
    } else if (confirmed.event() instanceof ChainEvent.Funded funded) {
      record(confirmed, funded.amount());
    }
  }

  @Override
  public void undo(ConfirmedEvent confirmed) {
    jdbc.sql("delete from vault_payment where transaction = ? and log_index = ?")
        .params(confirmed.transaction().bytes(), confirmed.logIndex())
        .update();
  }

  public TokenAmount total() {
    return new TokenAmount(
        jdbc.sql("select coalesce(sum(amount), 0) from vault_payment")
            .query(BigDecimal.class)
            .single()
            .toBigIntegerExact());
  }

  private void record(ConfirmedEvent confirmed, TokenAmount amount) {
    jdbc.sql("insert into vault_payment values (?, ?, ?) on conflict do nothing")
        .params(
            confirmed.transaction().bytes(),
            confirmed.logIndex(),
            new BigDecimal(amount.baseUnits()))
        .update();
  }
}
