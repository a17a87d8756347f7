package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.ledger.allowance.Spending;
import com.qubetics.dvpn.ledger.epoch.EpochAcks.Owner;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.sql.Values;
import java.security.SecureRandom;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The epochs that acked bytes are added to: each from the first ack that belongs there, or from
/// the sealing of the one before, until its own sealing. The oldest that is not sealed always has a
/// row.
///
/// How it works, and why: whoever folds an ack holds the rows of its epoch and of the later ones
/// FOR SHARE from before it touches the ack until it commits; the sealer holds its epoch's FOR
/// UPDATE, and then the next one's, into which it carries. So a fold is either wholly in what the
/// sealer reads or wholly in a later epoch, and folds don't wait for each other.
@Component
public final class OpenEpoch {
  /// A fold that finds the row sealed, or not yet there, looks again; each turn waits for at most
  /// one sealing.
  private static final int MAX_TURNS = 10;

  private final JdbcClient jdbc;
  private final SecureRandom random;

  public OpenEpoch(JdbcClient jdbc, SecureRandom random) {
    this.jdbc = jdbc;
    this.random = random;
  }

  /// Holds this epoch, or if it is sealed the oldest that is not, and all later ones until the
  /// caller's transaction ends.
  ///
  /// @return which it is
  public long hold(long epoch) {
    long wanted = epoch;
    for (int turn = 0; turn < MAX_TURNS; turn++) {
      // Waits while the row is being sealed and then finds it no longer open; the next statement's
      // snapshot has the new one.
      List<Long> held =
          jdbc.sql(
                  """
                  select number from epoch where state = 'OPEN' and number >= :wanted
                  order by number for share
                  """)
              .param("wanted", wanted)
              .query(Long.class)
              .list();
      if (!held.isEmpty() && held.getFirst() == wanted) {
        return wanted;
      }
      long oldest = oldest();
      if (wanted < oldest) {
        wanted = oldest;
      } else {
        open(wanted);
      }
    }
    throw new IllegalStateException("epoch %s is neither open nor sealed".formatted(epoch));
  }

  /// The oldest epoch that is not sealed.
  long oldest() {
    return jdbc.sql("select min(number) from epoch where state = 'OPEN'")
        .query(Long.class)
        .single();
  }

  /// Adds newly counted bytes to an epoch that [#hold] holds.
  public void add(long epoch, Account account, NodeId node, long counted, Spending spending) {
    jdbc.sql(
            """
            insert into epoch_usage
              (epoch, account, node, counted_bytes, pass_bytes, paid, promo_bytes)
            values (:epoch, :account, :node, :counted, :pass, :paid, :promo)
            on conflict (epoch, account, node) do update set
              counted_bytes = epoch_usage.counted_bytes + excluded.counted_bytes,
              pass_bytes = epoch_usage.pass_bytes + excluded.pass_bytes,
              paid = epoch_usage.paid + excluded.paid,
              promo_bytes = epoch_usage.promo_bytes + excluded.promo_bytes
            """)
        .paramSource(
            Values.of("epoch", epoch)
                .and("account", account)
                .and("node", node)
                .and("counted", counted)
                .and("pass", spending.passBytes())
                .and("paid", spending.passCost())
                .and("promo", spending.promoBytes()))
        .update();
  }

  /// Makes bytes that a later epoch has counted an earlier one's, both held by [#hold]. The earlier
  /// bytes are those that the pass paid, then those of the free traffic: in that order they were
  /// spent. What they had cost is their share of what the later epoch's cost, floored: of one
  /// owner's bytes it is not kept which are whose lot's. The later epoch is not the oldest, so
  /// nothing was carried there.
  public void move(long from, long to, Account account, NodeId node, long bytes) {
    int moved =
        jdbc.sql(
                """
                with taken as (
                  update epoch_usage set
                    counted_bytes = counted_bytes - :bytes,
                    pass_bytes = pass_bytes - least(pass_bytes, :bytes),
                    paid = paid
                      - coalesce(div(paid * least(pass_bytes, :bytes), nullif(pass_bytes, 0)), 0),
                    promo_bytes =
                      promo_bytes - least(promo_bytes, :bytes - least(pass_bytes, :bytes))
                  where epoch = :from and account = :account and node = :node
                  returning old.pass_bytes - new.pass_bytes as pass, old.paid - new.paid as paid,
                    old.promo_bytes - new.promo_bytes as promo
                )
                insert into epoch_usage
                  (epoch, account, node, counted_bytes, pass_bytes, paid, promo_bytes)
                select :to, :account, :node, :bytes, pass, paid, promo from taken
                on conflict (epoch, account, node) do update set
                  counted_bytes = epoch_usage.counted_bytes + excluded.counted_bytes,
                  pass_bytes = epoch_usage.pass_bytes + excluded.pass_bytes,
                  paid = epoch_usage.paid + excluded.paid,
                  promo_bytes = epoch_usage.promo_bytes + excluded.promo_bytes
                """)
            .paramSource(
                Values.of("bytes", bytes)
                    .and("from", from)
                    .and("to", to)
                    .and("account", account)
                    .and("node", node))
            .update();
    if (moved != 1) {
      throw new IllegalStateException(
          "epoch %s: nothing of node %s to be moved".formatted(from, node));
    }
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

  /// Opens an epoch unless it has a row.
  void open(long number) {
    jdbc.sql(
            """
            insert into epoch (number, state, secret) values (:number, 'OPEN', :secret)
            on conflict do nothing
            """)
        .paramSource(Values.of("number", number).and("secret", newSecret()))
        .update();
  }

  /// Opens the epoch after the one that is being sealed, unless an ack has, and holds it until the
  /// sealer's transaction ends: nobody folds into it meanwhile.
  ///
  /// @param rest what was let go so far and fills no mebibyte
  void openNext(long number, Rest rest) {
    jdbc.sql(
            """
            insert into epoch (number, state, secret, rest_bytes, rest_paid)
            values (:number, 'OPEN', :secret, :rest, :paid)
            on conflict (number) do update
              set rest_bytes = excluded.rest_bytes, rest_paid = excluded.rest_paid
            """)
        .paramSource(
            Values.of("number", number)
                .and("secret", newSecret())
                .and("rest", rest.bytes())
                .and("paid", rest.paid()))
        .update();
  }

  /// Puts what the epoch before carries into the one that [#openNext] holds, beside what acks have
  /// added there.
  void carry(long number, Owner owner, Counted carried) {
    jdbc.sql(
            """
            insert into epoch_usage
              (epoch, account, node, counted_bytes, pass_bytes, paid, promo_bytes, carried_bytes)
            values (:epoch, :account, :node, :counted, :pass, :paid, :promo, :carried)
            on conflict (epoch, account, node) do update set
              counted_bytes = epoch_usage.counted_bytes + excluded.counted_bytes,
              pass_bytes = epoch_usage.pass_bytes + excluded.pass_bytes,
              paid = epoch_usage.paid + excluded.paid,
              promo_bytes = epoch_usage.promo_bytes + excluded.promo_bytes,
              carried_bytes = epoch_usage.carried_bytes + excluded.carried_bytes
            """)
        .paramSource(
            Values.of("epoch", number)
                .and("account", owner.account())
                .and("node", owner.node())
                .and("counted", carried.bytes())
                .and("pass", carried.passBytes())
                .and("paid", carried.paid())
                .and("promo", carried.promoBytes())
                .and("carried", carried.carriedBytes()))
        .update();
  }

  private byte[] newSecret() {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return secret;
  }
}
