package com.qubetics.dvpn.rewards.claim;

import com.qubetics.dvpn.chain.ChainEvent;
import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.proposal.Proposals;
import com.qubetics.dvpn.rewards.reward.Workings;
import com.qubetics.dvpn.rewards.vault.Vault;
import java.math.BigDecimal;
import java.sql.ResultSet;
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
        where account = ? group by account, period),
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
  private final Workings workings;
  private final Proposals proposals;
  private final Vault vault;

  Claims(JdbcClient jdbc, Workings workings, Proposals proposals, Vault vault) {
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
  public record Standing(
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
              insert into claimed (account, period, cumulative) values (?, ?, ?)
              on conflict (account, period) do update
              set cumulative = greatest(claimed.cumulative, excluded.cumulative)
              """)
          .params(
              claimed.account().address().bytes(),
              claimed.period().longValueExact(),
              new BigDecimal(claimed.cumulative().baseUnits()))
          .update();
    }
  }

  /// Back to what had been claimed before: undone the newest first, the event itself says it.
  @Override
  public void undo(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof ChainEvent.Claimed claimed) {
      TokenAmount before = claimed.cumulative().minus(claimed.amount());
      byte[] account = claimed.account().address().bytes();
      if (before.equals(TokenAmount.ZERO)) {
        jdbc.sql("delete from claimed where account = ? and period = ?")
            .params(account, claimed.period().longValueExact())
            .update();
      } else {
        jdbc.sql("update claimed set cumulative = ? where account = ? and period = ?")
            .params(new BigDecimal(before.baseUnits()), account, claimed.period().longValueExact())
            .update();
      }
    }
  }

  /// An account's periods, the newest first.
  ///
  /// @param before only periods below it
  public List<Standing> standings(Account account, long before, int limit) {
    return jdbc.sql(
            STANDINGS + "select * from standing where period < ? order by period desc limit ?")
        .params(account.address().bytes(), before, limit)
        .query((row, index) -> standing(row))
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
        .param(account.address().bytes())
        .query(
            (row, index) ->
                new Sums(
                    amount(row.getBigDecimal("earned")),
                    amount(row.getBigDecimal("claimed")),
                    amount(row.getBigDecimal("claimable"))))
        .single();
  }

  /// The periods that leave something to claim, all of them, the oldest first: one row a period
  /// that was never claimed.
  public List<Standing> open(Account account) {
    return open(account, 0, Integer.MAX_VALUE);
  }

  /// Some of those.
  ///
  /// @param from the first period to look at
  public List<Standing> open(Account account, long from, int limit) {
    return jdbc.sql(
            STANDINGS
                + """
                select * from standing where confirmed > claimed and period >= ?
                order by period limit ?
                """)
        .params(account.address().bytes(), from, limit)
        .query((row, index) -> standing(row))
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

  private Claim claim(Workings.Earning earning) {
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

  private static Standing standing(ResultSet row) throws SQLException {
    return new Standing(
        row.getLong("period"),
        amount(row.getBigDecimal("cumulative")),
        amount(row.getBigDecimal("confirmed")),
        amount(row.getBigDecimal("claimed")));
  }

  private static TokenAmount amount(BigDecimal number) {
    return new TokenAmount(number.toBigIntegerExact());
  }
}
