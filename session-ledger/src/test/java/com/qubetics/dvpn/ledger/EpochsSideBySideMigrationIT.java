package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// A ledger of the version before, with an epoch sealed and one open, goes on counting where it
/// was, also what the sealed epoch had carried.
class EpochsSideBySideMigrationIT {
  @Test
  void keepsWhatWasSealedAndWhatIsToBeSealed() {
    Database database = Postgres.shared().database("side_by_side");
    DriverManagerDataSource source =
        new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    JdbcClient jdbc = JdbcClient.create(source);
    migrate(source, "3");
    jdbc.sql(
            """
            insert into epoch (number, state) values (6, 'SEALED'), (7, 'OPEN');
            insert into session (id, node, session_key, tunnel_key, max_bytes, not_before,
              not_after, nonce, grant_signature, tunnel_host, state, recorded_at)
            values (decode(repeat('01', 32), 'hex'), decode(repeat('02', 20), 'hex'),
              decode(repeat('03', 20), 'hex'), decode(repeat('04', 32), 'hex'), 1, 1, 2,
              decode(repeat('05', 32), 'hex'), decode(repeat('06', 65), 'hex'), 2, 'ACTIVE', now());
            insert into usage (session, boot, seq, hash, rx, tx, at, signature, received_at)
            select id, decode(repeat('07', 16), 'hex'), 1, decode(repeat('08', 32), 'hex'), 1, 1, 1,
              decode(repeat('06', 65), 'hex'), now() from session;
            insert into acked (session, boot, seq, usage_hash, rx, tx, signature, acked_at,
              sealed_bytes)
            select id, decode(repeat(boot, 16), 'hex'), 1, decode(repeat('08', 32), 'hex'), 60, 40,
              decode(repeat('06', 65), 'hex'), now(), sealed
            from session, (values ('0a', 100), ('0b', 30), ('0c', 0)) boots (boot, sealed);
            """)
        .update();
    migrate(source, "4");
    assertThat(
            jdbc.sql("select epoch || ':' || rx + tx - before_bytes from acked order by boot")
                .query(String.class)
                .list())
        .containsExactly("6:0", "7:70", "7:100");
    assertThat(
            jdbc.sql("select bool_and(moved_at = received_at) from usage")
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  private static void migrate(DriverManagerDataSource source, String target) {
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/migration")
        .target(target)
        .load()
        .migrate();
  }
}
