package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Sessions of the version before keep their tunnel addresses, and nodes their network.
class TunnelAddressesMigrationIT {
  @Test
  void keepsEachSessionsAddressAndEachNodesNetwork() {
    Database database = Postgres.shared().database("tunnel_addresses");
    DriverManagerDataSource source =
        new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    JdbcClient jdbc = JdbcClient.create(source);
    migrate(source, "6");
    jdbc.sql(
            """
            insert into node (id, revision) values (decode(repeat('02', 20), 'hex'), 9);
            insert into session (id, node, session_key, tunnel_key, max_bytes, not_before,
              not_after, nonce, grant_signature, tunnel_host, state, recorded_at)
            select sha256(host::text::bytea), decode(repeat('02', 20), 'hex'),
              decode(repeat('03', 20), 'hex'), sha256(host::text::bytea), 1, 1, 2,
              decode(repeat('05', 32), 'hex'), decode(repeat('06', 65), 'hex'), host, 'ACTIVE', now()
            from (values (2), (255), (256), (65534)) hosts (host);
            """)
        .update();

    migrate(source, "7");

    assertThat(
            jdbc.sql("select tunnel_address::text from session order by tunnel_address")
                .query(String.class)
                .list())
        .containsExactly("10.77.0.2/32", "10.77.0.255/32", "10.77.1.0/32", "10.77.255.254/32");
    assertThat(jdbc.sql("select tunnel_network::text from node").query(String.class).list())
        .containsExactly("10.77.0.0/16");
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
