package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.Anchor;
import com.qubetics.dvpn.chain.AnchorKind;
import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.ChainReader;
import com.qubetics.dvpn.chain.abi.Abi;
import com.qubetics.dvpn.chain.contract.Artifact;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.engines.Scrape;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The service left to itself on the real contracts: epochs that went by are sealed, anchored and
/// opened in turn, and a bought pass is seen.
class AnchoringIT {
  @TempDir private Path folder;

  @Test
  void anchorsEpochsThatWentByInTurnAndFollowsPasses() throws Exception {
    try (Anvil chain = Anvil.start()) {
      long genesis = Instant.now().getEpochSecond() - 150;
      Account operator = Account.parse(ask(chain, "eth_accounts", "[]").get(1).asString());
      Address admin = operator.address();
      Address anchorer = PrivateKey.parse(Anvil.DEV_KEY).address();
      Address ledger =
          deploy(
              chain,
              operator,
              Artifact.EPOCH_LEDGER,
              "constructor(address,address,address,address,uint64,uint64)",
              admin,
              anchorer,
              admin,
              admin,
              genesis,
              60L);
      Address vault =
          deploy(
              chain,
              operator,
              Artifact.REWARDS_VAULT,
              "constructor(address,address,address,address,uint64,uint256,uint256)",
              admin,
              admin,
              admin,
              ledger,
              1L,
              TokenAmount.ofTics("1.024").baseUnits(),
              TokenAmount.ofTics("1000").baseUnits());
      Address registry =
          deploy(
              chain,
              operator,
              Artifact.NODE_REGISTRY,
              "constructor(address,address,address,uint128,uint128,uint64,uint64,address)",
              admin,
              admin,
              admin,
              10L,
              10L,
              1L,
              1L,
              vault);
      try (ConfigurableApplicationContext service =
          service(chain, network(registry, ledger, vault, genesis))) {
        JdbcClient jdbc = service.getBean(JdbcClient.class);
        Call pass =
            service.getBean(Calls.class).buyPass(operator, 1_024, TokenAmount.ofTics("1.024"));
        transact(
            chain,
            operator,
            "\"to\":\"%s\",\"value\":\"0x%s\",\"data\":\"%s\""
                .formatted(pass.to(), pass.value().baseUnits().toString(16), pass.dataHex()));
        Waiting.until(
            () -> {
              chain.call("evm_mine", "[]");
              return count(jdbc, "select count(*) from epoch where state = 'OPENED'") >= 2
                  && count(jdbc, "select coalesce(sum(pass_bytes), 0)::bigint from allowance") > 0;
            });
        assertThat(count(jdbc, "select sum(pass_bytes)::bigint from allowance"))
            .isEqualTo(1L << 30);
        Anchor anchor =
            service.getBean(ChainReader.class).anchorOf(1, AnchorKind.SESSIONS).orElseThrow();
        SessionFile file = new SessionFile(1, List.of());
        assertThat(anchor.root()).isEqualTo(file.root());
        assertThat(anchor.dataHash()).isEqualTo(file.dataHash());

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

  private ConfigurableApplicationContext service(Anvil chain, String network) throws Exception {
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
        "--dvpn.chain.network-file=" + Files.writeString(folder.resolve("network.json"), network),
        "--dvpn.chain.rpc-url=" + chain.rpcUrl(),
        "--dvpn.chain.key-file=" + key,
        "--dvpn.chain.poll-interval=100ms",
        "--dvpn.ledger.epoch.sealing-delay=1s");
  }

  private static String network(Address registry, Address ledger, Address vault, long genesis) {
    return """
    {"name":"test","chainId":31337,"nodeRegistry":"%s",
     "epochLedger":"%s","rewardsVault":"%s",
     "genesis":%d,"epochSeconds":60,"slotSeconds":5,"deployedAtBlock":0,"confirmations":1,
     "deposit":"10","buffer":"10","pricePerGib":"1024000000000000000","challengeSeconds":1}
    """
        .formatted(registry, ledger, vault, genesis);
  }

  private static long count(JdbcClient jdbc, String query) {
    return jdbc.sql(query).query(Long.class).single();
  }

  private static Address deploy(
      Anvil chain, Account from, Artifact artifact, String constructor, Object... arguments) {
    byte[] data = Abi.deployment(artifact.bytecode(), constructor, arguments);
    return Address.parse(
        transact(chain, from, "\"data\":\"%s\"".formatted(Hex.format(data)))
            .get("contractAddress")
            .asString());
  }

  private static JsonNode transact(Anvil chain, Account from, String members) {
    String hash =
        ask(chain, "eth_sendTransaction", "[{\"from\":\"%s\",%s}]".formatted(from, members))
            .asString();
    String question = "[\"%s\"]".formatted(hash);
    Waiting.until(() -> !ask(chain, "eth_getTransactionReceipt", question).isNull());
    JsonNode receipt = ask(chain, "eth_getTransactionReceipt", question);
    assertThat(receipt.get("status").asString()).isEqualTo("0x1");
    return receipt;
  }

  private static JsonNode ask(Anvil chain, String method, String params) {
    return JsonMapper.shared().readTree(chain.call(method, params)).get("result");
  }
}
