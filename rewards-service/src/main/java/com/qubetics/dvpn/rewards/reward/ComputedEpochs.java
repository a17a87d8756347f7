package com.qubetics.dvpn.rewards.reward;

import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The computed epochs: an unbroken row from epoch 0. What is stored is never changed.
@Component
public final class ComputedEpochs {
  private final JdbcClient jdbc;

  ComputedEpochs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// What is published of an epoch's workings beside the file itself.
  public record Summary(
      long epoch, long period, Bytes32 root, TokenAmount total, Bytes32 dataHash) {}

  /// An account's line in the workings of an epoch.
  ///
  /// @param cumulative earned in the period up to this epoch
  public record Earning(
      Account account, long epoch, long period, TokenAmount earned, TokenAmount cumulative) {}

  /// The first epoch that is not computed.
  public long next() {
    return jdbc.sql("select coalesce(max(epoch) + 1, 0) from epoch_rewards")
        .query(Long.class)
        .single();
  }

  /// Stores an epoch with its account lines, in the caller's transaction.
  ///
  /// @return false if the epoch is there already; nothing is changed then
  boolean store(RewardFile file, Instant at) {
    int stored =
        jdbc.sql(
                """
                insert into epoch_rewards
                  (epoch, period, root, total, data_hash, file, computed_at)
                values (:epoch, :period, :root, :total, :dataHash, :file, :at)
                on conflict do nothing
                """)
            .paramSource(
                Values.of("epoch", file.epoch())
                    .and("period", file.period())
                    .and("root", file.root())
                    .and("total", file.total())
                    .and("dataHash", file.dataHash())
                    .and("file", file.text())
                    .and("at", at))
            .update();
    if (stored == 0) {
      return false;
    }
    for (RewardFile.AccountRow row : file.accounts()) {
      jdbc.sql(
              """
              insert into account_rewards (account, epoch, period, earned, cumulative)
              values (:account, :epoch, :period, :earned, :cumulative)
              """)
          .paramSource(
              Values.of("account", row.account())
                  .and("epoch", file.epoch())
                  .and("period", file.period())
                  .and("earned", row.earned())
                  .and("cumulative", row.cumulative()))
          .update();
    }
    return true;
  }

  /// The text of the workings, as published.
  public Optional<String> text(long epoch) {
    return jdbc.sql("select file from epoch_rewards where epoch = :epoch")
        .param("epoch", epoch)
        .query(String.class)
        .optional();
  }

  public Optional<RewardFile> file(long epoch) {
    return text(epoch).map(RewardFile::parse);
  }

  /// The computed ones of epochs from..to, both included.
  public List<Summary> between(long from, long to) {
    return jdbc.sql(
            """
            select epoch, period, root, total, data_hash from epoch_rewards
            where epoch between :from and :to
            """)
        .paramSource(Values.of("from", from).and("to", to))
        .query(
            Row.as(
                row ->
                    new Summary(
                        row.number("epoch"),
                        row.number("period"),
                        row.bytes32("root"),
                        row.amount("total"),
                        row.bytes32("data_hash"))))
        .list();
  }

  /// What an account earned in the epochs of the periods from..to, both included, newest first.
  public List<Earning> earnings(Account account, long from, long to) {
    return jdbc.sql(
            """
            select * from account_rewards where account = :account and period between :from and :to
            order by epoch desc
            """)
        .paramSource(Values.of("account", account).and("from", from).and("to", to))
        .query(Row.as(ComputedEpochs::earning))
        .list();
  }

  /// An account's line in an epoch.
  public Optional<Earning> earning(Account account, long epoch) {
    return jdbc.sql("select * from account_rewards where account = :account and epoch = :epoch")
        .paramSource(Values.of("account", account).and("epoch", epoch))
        .query(Row.as(ComputedEpochs::earning))
        .optional();
  }

  private static Earning earning(Row row) throws SQLException {
    return new Earning(
        row.account("account"),
        row.number("epoch"),
        row.number("period"),
        row.amount("earned"),
        row.amount("cumulative"));
  }
}
