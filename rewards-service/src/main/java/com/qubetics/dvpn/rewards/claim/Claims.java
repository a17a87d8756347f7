package com.qubetics.dvpn.rewards.claim;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.proposal.Proposals;
import com.qubetics.dvpn.rewards.reward.ComputedEpochs;
import com.qubetics.dvpn.rewards.vault.Vault;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.reward.Claim;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What accounts can claim: per period, what the last final root says they earned, less what the
/// vault has paid.
@Component
public final class Claims implements ChainEventHandler {
  /// Per period of an account: earned, of this confirmed by the last final root, and claimed.
  private static final String STANDINGS =
      """
      with earned as (
        select account, period, max(cumulative) cumulative from account_rewards
        where account = :account group by account, period),
      standing as (
        select e.period, e.cumulative,
          coalesce((select r.cumulative from account_rewards r
            where r.account = e.account and r.epoch = (select max(p.to_epoch) from proposal p
              where p.state = 'FINAL' and p.period = e.period)), 0) confirmed,
          coalesce((select c.cumulative from claimed c
            where c.account = e.account and c.period = e.period), 0) claimed
        from earned e)
      """;

  private final JdbcClient jdbc;
  private final ComputedEpochs workings;
  private final Proposals proposals;
  private final Vault vault;

  Claims(JdbcClient jdbc, ComputedEpochs workings, Proposals proposals, Vault vault) {
    this.jdbc = jdbc;
    this.workings = workings;
    this.proposals = proposals;
    this.vault = vault;
  }

  /// An account's standing in a period.
  ///
  /// @param cumulative earned up to the last computed epoch
  /// @param confirmed of this, what a final root says
  /// @param claimed of this, what the vault has paid
  public record PeriodBalance(
      long period, TokenAmount cumulative, TokenAmount confirmed, TokenAmount claimed) {

    public TokenAmount claimable() {
      return confirmed.compareTo(claimed) > 0 ? confirmed.minus(claimed) : TokenAmount.ZERO;
    }
  }

  /// All standings of an account, added up.
  public record Sums(TokenAmount earned, TokenAmount claimed, TokenAmount claimable) {}

  @Override
  public void on(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof ChainEvent.Claimed claimed) {
      jdbc.sql(
              """
              insert into claimed (account, period, cumulative)
              values (:account, :period, :cumulative)
              on conflict (account, period) do update
              set cumulative = greatest(claimed.cumulative, excluded.cumulative)
              """)
          .paramSource(period(claimed).and("cumulative", claimed.cumulative()))
          .update();
    }
  }

  /// Back to what had been claimed before: undone the newest first, the event itself says it.
  @Override
  public void undo(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof ChainEvent.Claimed claimed) {
      TokenAmount before = claimed.cumulative().minus(claimed.amount());
      if (before.equals(TokenAmount.ZERO)) {
        jdbc.sql("delete from claimed where account = :account and period = :period")
            .paramSource(period(claimed))
            .update();
      } else {
        jdbc.sql(
                """
                update claimed set cumulative = :before
                where account = :account and period = :period
                """)
            .paramSource(period(claimed).and("before", before))
            .update();
      }
    }
  }

  private static Values period(ChainEvent.Claimed claimed) {
    return Values.of("account", claimed.account()).and("period", claimed.period().longValueExact());
  }

  /// An account's periods, the newest first.
  ///
  /// @param before only periods below it
  public List<PeriodBalance> standings(Account account, long before, int limit) {
    return jdbc.sql(
            STANDINGS
                + """
                select * from standing where period < :before order by period desc limit :limit
                """)
        .paramSource(Values.of("account", account).and("before", before).and("limit", limit))
        .query(Row.as(Claims::standing))
        .list();
  }

  /// An account's standing over all its periods, however many there are.
  public Sums sums(Account account) {
    return jdbc.sql(
            STANDINGS
                + """
                select coalesce(sum(cumulative), 0) earned, coalesce(sum(claimed), 0) claimed,
                  coalesce(sum(greatest(confirmed - claimed, 0)), 0) claimable from standing
                """)
        .paramSource(Values.of("account", account))
        .query(
            Row.as(
                row ->
                    new Sums(row.amount("earned"), row.amount("claimed"), row.amount("claimable"))))
        .single();
  }

  /// The periods that leave something to claim, all of them, the oldest first: one row a period
  /// that was never claimed.
  public List<PeriodBalance> open(Account account) {
    return open(account, 0, Integer.MAX_VALUE);
  }

  /// Some of those.
  ///
  /// @param from the first period to look at
  public List<PeriodBalance> open(Account account, long from, int limit) {
    return jdbc.sql(
            STANDINGS
                + """
                select * from standing where confirmed > claimed and period >= :from
                order by period limit :limit
                """)
        .paramSource(Values.of("account", account).and("from", from).and("limit", limit))
        .query(Row.as(Claims::standing))
        .list();
  }

  /// What can be claimed of a period, with its proof.
  public Optional<Claim> claim(Account account, long period) {
    OptionalLong epoch = proposals.lastFinalEpoch(period);
    boolean isOpen = open(account, period, 1).stream().anyMatch(it -> it.period() == period);
    return isOpen && epoch.isPresent()
        ? workings.earning(account, epoch.getAsLong()).map(this::claim)
        : Optional.empty();
  }

  private Claim claim(ComputedEpochs.Earning earning) {
    var file = workings.file(earning.epoch()).orElseThrow();
    var row =
        file.accounts().stream()
            .filter(line -> line.account().equals(earning.account()))
            .findFirst()
            .orElseThrow();
    var proof = file.tree(vault.identity()).proof(row.leaf(vault.identity(), file.period()));
    return new Claim(
        file.period(),
        row.cumulative(),
        proof,
        vault.claim(file.period(), earning.account(), row.cumulative(), proof));
  }

  /// What pays a claim, whoever sends it.
  public static Call call(Claim claim) {
    Claim.Transaction transaction = claim.transaction();
    return new Call(transaction.to(), transaction.value(), Hex.parse(transaction.data()));
  }

  private static PeriodBalance standing(Row row) throws SQLException {
    return new PeriodBalance(
        row.number("period"),
        row.amount("cumulative"),
        row.amount("confirmed"),
        row.amount("claimed"));
  }
}
