package com.qubetics.dvpn.rewards.reward;

import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The computed epochs: an unbroken row from epoch 0. What is stored is never changed.
@Component
public final class Workings {
  private final JdbcClient jdbc;

  Workings(JdbcClient jdbc) {
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
                values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """)
            .params(
                file.epoch(),
                file.period(),
                file.root().bytes(),
                new BigDecimal(file.total().baseUnits()),
                file.dataHash().bytes(),
                file.text(),
                Timestamp.from(at))
            .update();
    if (stored == 0) {
      return false;
    }
    for (RewardFile.AccountRow row : file.accounts()) {
      jdbc.sql("insert into account_rewards values (?, ?, ?, ?, ?)")
          .params(
              row.account().address().bytes(),
              file.epoch(),
              file.period(),
              new BigDecimal(row.earned().baseUnits()),
              new BigDecimal(row.cumulative().baseUnits()))
          .update();
    }
    return true;
  }

  /// The text of the workings, as published.
  public Optional<String> text(long epoch) {
    return jdbc.sql("select file from epoch_rewards where epoch = ?")
        .param(epoch)
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
            where epoch between ? and ?
            """)
        .params(from, to)
        .query((row, index) -> summary(row))
        .list();
  }

  /// What an account earned in the epochs of the periods from..to, both included, newest first.
  public List<Earning> earnings(Account account, long from, long to) {
    return jdbc.sql(
            """
            select * from account_rewards where account = ? and period between ? and ?
            order by epoch desc
            """)
        .params(account.address().bytes(), from, to)
        .query((row, index) -> earning(row))
        .list();
  }

  /// An account's line in an epoch.
  public Optional<Earning> earning(Account account, long epoch) {
    return jdbc.sql("select * from account_rewards where account = ? and epoch = ?")
        .params(account.address().bytes(), epoch)
        .query((row, index) -> earning(row))
        .optional();
  }

  private static Summary summary(ResultSet row) throws SQLException {
    return new Summary(
        row.getLong("epoch"),
        row.getLong("period"),
        Bytes32.of(row.getBytes("root")),
        new TokenAmount(row.getBigDecimal("total").toBigIntegerExact()),
        Bytes32.of(row.getBytes("data_hash")));
  }

  private static Earning earning(ResultSet row) throws SQLException {
    return new Earning(
        new Account(Address.of(row.getBytes("account"))),
        row.getLong("epoch"),
        row.getLong("period"),
        new TokenAmount(row.getBigDecimal("earned").toBigIntegerExact()),
        new TokenAmount(row.getBigDecimal("cumulative").toBigIntegerExact()));
  }
}
