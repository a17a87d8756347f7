package com.qubetics.dvpn.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// A registry of the version before keeps what it measured, with addresses and hashes as bytes.
class BytesMigrationIT {

  @Test
  void keepsNodesSlotsOperationsAndSealsAsBytes() {
    Database database = Postgres.shared().database("bytes");
    DriverManagerDataSource source =
        new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    JdbcClient jdbc = JdbcClient.create(source);
    migrate(source, "8");
    jdbc.sql(
            """
            insert into nodes (address, provider, tunnel_key, endpoint_hash, deposit, buffer,
              registered_at, suspended, expelled, withdrawn, successor, endpoint_mismatch, latitude,
              longitude, ready, agent_reasons, draining, peers, max_peers, rx_bytes_per_second,
              tx_bytes_per_second, capacity_kbit, up_streak, down_streak, up_basis_points,
              loss_basis_points, state, reasons, version, published, telemetry_version)
            values ('0x' || repeat('Aa', 20), '0x' || repeat('Bb', 20), '0x' || repeat('03', 32),
              '0x' || repeat('04', 32), 1, 1, now(), false, false, false,
              '0x' || repeat('05', 20), false, 0, 0, true, '', false, 0, 0, 0, 0, 0, 0, 0, 0, 0,
              'ACTIVE', '', 7, 'said', 0);
            insert into slots (slot, seed, stored_at) values (1, '0x' || repeat('06', 32), now());
            insert into slot_nodes (slot, node, provider, prefix, probes, eligible)
            values (1, '0x' || repeat('Aa', 20), '0x' || repeat('Bb', 20), '-', false, true);
            insert into challenges (slot, node, prober, challenge, signature)
            values (1, '0x' || repeat('Aa', 20), 'operator-1', '0x' || repeat('07', 32),
                '0x' || repeat('08', 65)),
              (1, '0x' || repeat('Aa', 20), 'operator-2', '0x' || repeat('09', 32), null);
            insert into operations
              (block, log_index, operation, node, life, provider, at, transaction, details)
            values (1, 1, 'NodeRegistered', '0x' || repeat('Aa', 20), '0x' || repeat('Aa', 20), null,
              now(), '0x' || repeat('0a', 32), '{}');
            insert into sealed_epochs (epoch, file, root, leaves, total, data_hash, sealed_at)
            values (0, '', '0x' || repeat('0b', 32), 0, 0, '0x' || repeat('0c', 32), now());
            """)
        .update();

    migrate(source, "9");

    assertThat(
            jdbc.sql(
                    """
                    select concat_ws(' ', encode(address, 'hex'), encode(provider, 'hex'),
                      encode(tunnel_key, 'hex'), encode(endpoint_hash, 'hex'),
                      encode(successor, 'hex'), version) from nodes
                    """)
                .query(String.class)
                .single())
        .isEqualTo(
            String.join(
                " ",
                "aa".repeat(20),
                "bb".repeat(20),
                "03".repeat(32),
                "04".repeat(32),
                "05".repeat(20),
                "7"));
    assertThat(
            jdbc.sql(
                    """
                    select string_agg(concat_ws(' ', encode(s.seed, 'hex'), encode(c.challenge, 'hex'),
                      encode(c.signature, 'hex')), ',' order by c.prober)
                    from slots s join slot_nodes n using (slot) join nodes on address = n.node
                      join challenges c on c.slot = n.slot and c.node = n.node
                    """)
                .query(String.class)
                .single())
        .isEqualTo(
            "%s %s %s,%s %s"
                .formatted(
                    "06".repeat(32),
                    "07".repeat(32),
                    "08".repeat(65),
                    "06".repeat(32),
                    "09".repeat(32)));
    assertThat(
            jdbc.sql(
                    """
                    select encode(o.transaction || e.root || e.data_hash, 'hex')
                    from operations o, sealed_epochs e where o.node = o.life and o.provider is null
                    """)
                .query(String.class)
                .single())
        .isEqualTo("0a".repeat(32) + "0b".repeat(32) + "0c".repeat(32));
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
