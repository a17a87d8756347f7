package com.qubetics.dvpn.chain.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Intents of the version before, whose names carry the attempt, are the attempts of one name.
class AttemptsMigrationIT {

  @Test
  void keepsWhatWasSentUnderTheNameOfItsEffect() {
    Database database = Postgres.shared().database("attempts");
    DriverManagerDataSource source =
        new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    JdbcClient jdbc = JdbcClient.create(source);
    migrate(source, "1006");
    jdbc.sql(
            """
            insert into chain_intent (intent_key, sender, target, value, data, created_at)
            select name, decode(repeat('01', 20), 'hex'), decode(repeat('02', 20), 'hex'), 0, '',
              now()
            from unnest(array['anchor/sessions/7', 'anchor/sessions/7/2', 'anchor/performance/12',
              'propose-3-1', 'propose-3-2', 'finalise-10-1',
              'keeper-0xAbCdef0000000000000000000000000000000001-4-5000-1']) name
            """)
        .update();

    migrate(source, "1007");

    assertThat(
            jdbc.sql("select intent_key || ' ' || attempt from chain_intent order by id")
                .query(String.class)
                .list())
        .containsExactly(
            "anchor/sessions/7 1",
            "anchor/sessions/7 2",
            "anchor/performance/12 1",
            "propose/3 1",
            "propose/3 2",
            "finalise/10 1",
            "keeper/0xAbCdef0000000000000000000000000000000001/4/5000 1");
  }

  private static void migrate(DriverManagerDataSource source, String target) {
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/chain")
        .target(target)
        .load()
        .migrate();
  }
}
