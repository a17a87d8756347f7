package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// A ledger of the version before, in the middle of passes: each purchase becomes a lot, spent from
/// the oldest on, at the price that the chain's log tells, if it does.
class LotsMigrationIT {
  @Test
  void makesALotOfEachPurchaseAndKeepsWhatWasSpentAndStated() {
    Database database = Postgres.shared().database("lots");
    DriverManagerDataSource source =
        new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    JdbcClient jdbc = JdbcClient.create(source);
    migrate(source, "7", "classpath:db/migration");
    migrate(source, "latest", "classpath:db/chain");
    jdbc.sql(
            """
            insert into allowance (account, pass_bytes, pass_spent_bytes)
            values (decode(repeat('01', 20), 'hex'), 6 << 20, 3 << 20);
            insert into pass_purchase (transaction, log_index, account, mebibytes, block)
            values (decode(repeat('0a', 32), 'hex'), 3, decode(repeat('01', 20), 'hex'), 4, 20),
              (decode(repeat('0b', 32), 'hex'), 5, decode(repeat('01', 20), 'hex'), 2, 10);
            insert into chain_event (block, log_index, block_hash, block_time, transaction, contract,
              topics, data)
            values (10, 5, decode(repeat('0c', 32), 'hex'), now(), decode(repeat('0b', 32), 'hex'),
              decode(repeat('0d', 20), 'hex'), array[decode(repeat('0e', 32), 'hex')],
              decode(repeat('00', 31) || '02' || repeat('00', 24) || '0de0b6b3a7640000',
                'hex'));
            insert into epoch (number, state) values (6, 'SEALED'), (7, 'OPEN');
            insert into epoch_usage (epoch, account, node, counted_bytes, pass_bytes, promo_bytes)
            select number, decode(repeat('01', 20), 'hex'), decode(repeat('02', 20), 'hex'),
              1 << 20, 1 << 20, 0 from epoch;
            insert into session (id, node, session_key, tunnel_key, max_bytes, not_before,
              not_after, nonce, grant_signature, tunnel_address, state, recorded_at)
            values (decode(repeat('01', 32), 'hex'), decode(repeat('02', 20), 'hex'),
              decode(repeat('03', 20), 'hex'), decode(repeat('04', 32), 'hex'), 1, 1, 2,
              decode(repeat('05', 32), 'hex'), decode(repeat('06', 65), 'hex'), '10.77.0.2', 'ENDED',
              now());
            insert into usage (session, boot, seq, hash, rx, tx, at, signature, received_at, moved_at)
            select id, decode(repeat(boot, 16), 'hex'), seq, decode(repeat(hash, 32), 'hex'), rx, 1, 1,
              decode(repeat('06', 65), 'hex'), now(), now()
            from session,
              (values ('07', 1, '21', 10), ('07', 2, '22', 30), ('08', 1, '23', 5)) u (boot, seq, hash, rx);
            """)
        .update();
    migrate(source, "latest", "classpath:db/migration", "classpath:db/chain");

    assertThat(
            strings(
                jdbc,
                "select spent_bytes >> 20 || ' of ' || mebibytes || ' for ' || coalesce(paid::text, '?')"
                    + " from pass_lot order by block"))
        .containsExactly("2 of 2 for 1000000000000000000", "1 of 4 for ?");
    assertThat(strings(jdbc, "select stated_bytes || ' ' || closed_bytes from session"))
        .containsExactly("37 37");
    assertThat(strings(jdbc, "select (paid > 0)::text from epoch_usage order by epoch"))
        .containsExactly("false", "true");
  }

  private static List<String> strings(JdbcClient jdbc, String query) {
    return jdbc.sql(query).query(String.class).list();
  }

  private static void migrate(DriverManagerDataSource source, String target, String... locations) {
    Flyway.configure()
        .dataSource(source)
        .locations(locations)
        .outOfOrder(true)
        .ignoreMigrationPatterns("*:missing")
        .target(target)
        .load()
        .migrate();
  }
}
