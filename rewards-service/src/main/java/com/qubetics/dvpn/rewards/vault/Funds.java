package com.qubetics.dvpn.rewards.vault;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
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
    jdbc.sql("delete from vault_payment where transaction = :transaction and log_index = :logIndex")
        .paramSource(place(confirmed))
        .update();
  }

  public TokenAmount total() {
    return jdbc.sql("select coalesce(sum(amount), 0) as total from vault_payment")
        .query(Row.as(row -> row.amount("total")))
        .single();
  }

  private void record(ConfirmedEvent confirmed, TokenAmount amount) {
    jdbc.sql(
            """
            insert into vault_payment (transaction, log_index, amount)
            values (:transaction, :logIndex, :amount) on conflict do nothing
            """)
        .paramSource(place(confirmed).and("amount", amount))
        .update();
  }

  private static Values place(ConfirmedEvent confirmed) {
    return Values.of("transaction", confirmed.transaction()).and("logIndex", confirmed.logIndex());
  }
}
