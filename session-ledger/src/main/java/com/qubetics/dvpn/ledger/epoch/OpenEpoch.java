package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.ledger.allowance.Spending;
import com.qubetics.dvpn.ledger.epoch.UnsealedAcks.Owner;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.security.SecureRandom;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The epoch that acked bytes are added to. There is always exactly one; it begins with the sealing
/// of the one before, the first with the service's first start.
///
/// How it works, and why: whoever folds an ack holds the open epoch's row FOR SHARE from before it
/// touches the ack until it commits; the sealer holds it FOR UPDATE. So a fold is either wholly in
/// what the sealer reads or wholly in the next epoch, and folds don't wait for each other.
@Component
public final class OpenEpoch {
  /// A fold that finds the row sealed looks again; each turn waits for at most one sealing.
  private static final int MAX_TURNS = 10;

  private final JdbcClient jdbc;
  private final SecureRandom random;

  public OpenEpoch(JdbcClient jdbc, SecureRandom random) {
    this.jdbc = jdbc;
    this.random = random;
  }

  /// Holds the open epoch until the caller's transaction ends, and gives its number.
  public long hold() {
    for (int turn = 0; turn < MAX_TURNS; turn++) {
      // Waits while the row is being sealed and then finds it no longer open; the next statement's
      // snapshot has the new one.
      var number =
          jdbc.sql("select number from epoch where state = 'OPEN' for share")
              .query(Long.class)
              .optional();
      if (number.isPresent()) {
        return number.get();
      }
    }
    throw new IllegalStateException("no epoch is open");
  }

  /// Adds newly counted bytes to the epoch that [#hold] gave.
  public void add(long epoch, Account account, NodeId node, long counted, Spending spending) {
    jdbc.sql(
            """
            insert into epoch_usage (epoch, account, node, counted_bytes, pass_bytes, promo_bytes)
            values (:epoch, :account, :node, :counted, :pass, :promo)
            on conflict (epoch, account, node) do update set
              counted_bytes = epoch_usage.counted_bytes + excluded.counted_bytes,
              pass_bytes = epoch_usage.pass_bytes + excluded.pass_bytes,
              promo_bytes = epoch_usage.promo_bytes + excluded.promo_bytes
            """)
        .param("epoch", epoch)
        .param("account", account.address().bytes())
        .param("node", node.address().bytes())
        .param("counted", counted)
        .param("pass", spending.passBytes())
        .param("promo", spending.promoBytes())
        .update();
  }

  /// Opens epoch 0 in an empty ledger; does nothing in any other.
  public void openFirst() {
    jdbc.sql(
            """
            insert into epoch (number, state, secret)
            select 0, 'OPEN', :secret where not exists (select 1 from epoch)
            on conflict do nothing
            """)
        .param("secret", newSecret())
        .update();
  }

  /// Opens an epoch in the transaction that seals the one before.
  ///
  /// @param restBytes what was let go so far and fills no mebibyte
  void open(long number, long restBytes) {
    jdbc.sql(
            """
            insert into epoch (number, state, secret, rest_bytes)
            values (:number, 'OPEN', :secret, :rest)
            """)
        .param("number", number)
        .param("secret", newSecret())
        .param("rest", restBytes)
        .update();
  }

  /// Puts what the epoch before carries into one that was opened in this transaction.
  void carry(long number, Owner owner, Counted carried) {
    jdbc.sql(
            """
            insert into epoch_usage
              (epoch, account, node, counted_bytes, pass_bytes, promo_bytes, carried_bytes)
            values (:epoch, :account, :node, :counted, :pass, :promo, :carried)
            """)
        .param("epoch", number)
        .param("account", owner.account().address().bytes())
        .param("node", owner.node().address().bytes())
        .param("counted", carried.bytes())
        .param("pass", carried.passBytes())
        .param("promo", carried.promoBytes())
        .param("carried", carried.carriedBytes())
        .update();
  }

  private byte[] newSecret() {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return secret;
  }
}
