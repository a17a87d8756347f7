package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.engines.Scrape;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.evm.Anchor;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.RoleKeys;
import com.qubetics.dvpn.evm.Roles;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The service left to itself on the real contracts: epochs that went by are sealed, anchored and
/// opened in turn, and a bought pass is seen.
class AnchoringIT {
  @TempDir private Path folder;

  @Test
  void anchorsEpochsThatWentByInTurnAndFollowsPasses() throws Exception {
    PrivateKey operator = RoleKeys.key(9);
    Address others = operator.address();
    Address anchorer = PrivateKey.parse(Anvil.DEV_KEY).address();
    TestChain.Plan plan =
        new TestChain.Plan(
            new Roles(anchorer, others, others, others, others, others, others),
            Instant.now().getEpochSecond() - 150,
            1,
            TokenAmount.ofTics("1.024"),
            1);
    try (TestChain chain = new TestChain(plan)) {
      chain.give(others, TokenAmount.ofTics("10"));
      try (ConfigurableApplicationContext service = service(chain)) {
        JdbcClient jdbc = service.getBean(JdbcClient.class);
        Calls calls = service.getBean(Calls.class);
        TestChain.transact(
            chain.wallet(operator),
            calls.buyPass(new Account(others), 1_024, TokenAmount.ofTics("1.024")));
        Waiting.until(
            () -> {
              chain.mine(1);
              return count(jdbc, "select count(*) from epoch where state = 'OPENED'") >= 2
                  && count(jdbc, "select coalesce(sum(pass_bytes), 0)::bigint from allowance") > 0;
            });
        assertThat(count(jdbc, "select sum(pass_bytes)::bigint from allowance"))
            .isEqualTo(1L << 30);
        Anchor anchor =
            service.getBean(ChainReader.class).anchorOf(1, Seal.Kind.SESSIONS).orElseThrow();
        SessionFile file = new SessionFile(1, List.of());
        assertThat(anchor.seal()).isEqualTo(file.seal());

        Scrape scrape =
            Scrape.of(
                "http://127.0.0.1:%s/actuator/prometheus"
                    .formatted(service.getEnvironment().getProperty("local.management.port")));
        assertThat(scrape.notNumbers()).isEmpty();
        assertThat(scrape.lacking("session-ledger", "libs/chain", "libs/events"))
            .allMatch(
                name ->
                    name.equals("dvpn_events_snapshot_failures_total")
                        || name.equals("dvpn_events_read_again_total")
                        || name.equals("dvpn_events_unreadable_total"));
      }
    }
  }

  private ConfigurableApplicationContext service(TestChain chain) throws Exception {
    Database database = Postgres.shared().database("anchoring");
    Path key = Files.writeString(folder.resolve("key"), Anvil.DEV_KEY + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return SpringApplication.run(
        LedgerApplication.class,
        "--server.port=0",
        "--management.server.port=0",
        "--dvpn.door.issuers=" + TestIssuers.SHARED.folder(),
        "--spring.datasource.url=" + database.jdbcUrl(),
        "--spring.datasource.username=" + database.username(),
        "--spring.datasource.password=" + database.password(),
        "--dvpn.kafka.bootstrap=" + Kafka.shared().bootstrap(),
        "--dvpn.topic.prefix=ledger-anchoring.",
        "--dvpn.chain.network-file="
            + Files.writeString(folder.resolve("network.json"), chain.network.text()),
        "--dvpn.chain.rpc-url=" + chain.anvil.rpcUrl(),
        "--dvpn.chain.key-file=" + key,
        "--dvpn.chain.poll-interval=100ms",
        "--dvpn.ledger.epoch.sealing-delay=1s");
  }

  private static long count(JdbcClient jdbc, String query) {
    return jdbc.sql(query).query(Long.class).single();
  }
}
