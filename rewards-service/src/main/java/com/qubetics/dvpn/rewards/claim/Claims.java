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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What accounts can claim: per period, what the last final root says they earned, less what the
/// vault has paid.
@Component
public final class Claims implements ChainEventHandler {
  /// Periods looked back on: five years of days.
  private static final int MAX_PERIODS = 61;

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

  /// Newest period first.
  public List<Standing> standings(Account account) {
    return jdbc.sql(
            """
            select period, max(cumulative) cumulative from account_rewards
            where account = ? group by period order by period desc limit ?
            """)
        .params(account.address().bytes(), MAX_PERIODS)
        .query(
            (row, index) -> {
              long period = row.getLong("period");
              return new Standing(
                  period,
                  new TokenAmount(row.getBigDecimal("cumulative").toBigIntegerExact()),
                  confirmed(account, period),
                  claimed(account, period));
            })
        .list();
  }

  /// What can be claimed, with its proof.
  public List<Claim> open(Account account) {
    return standings(account).stream()
        .flatMap(standing -> open(account, standing).stream())
        .toList();
  }

  /// The claim of one period, if there is anything to claim.
  public Optional<Claim> open(Account account, Standing standing) {
    return standing.claimable().equals(TokenAmount.ZERO)
        ? Optional.empty()
        : lastFinal(account, standing.period()).map(earning -> claim(earning));
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

  private TokenAmount confirmed(Account account, long period) {
    return lastFinal(account, period).map(Workings.Earning::cumulative).orElse(TokenAmount.ZERO);
  }

  private Optional<Workings.Earning> lastFinal(Account account, long period) {
    OptionalLong epoch = proposals.lastFinalEpoch(period);
    return epoch.isPresent() ? workings.earning(account, epoch.getAsLong()) : Optional.empty();
  }

  private TokenAmount claimed(Account account, long period) {
    return jdbc.sql("select cumulative from claimed where account = ? and period = ?")
        .params(account.address().bytes(), period)
        .query(BigDecimal.class)
        .optional()
        .map(amount -> new TokenAmount(amount.toBigIntegerExact()))
        .orElse(TokenAmount.ZERO);
  }
}
