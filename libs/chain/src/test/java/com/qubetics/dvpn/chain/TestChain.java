package com.qubetics.dvpn.chain;

import com.qubetics.dvpn.chain.deploy.Deployment;
import com.qubetics.dvpn.chain.deploy.DeploymentPlan;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import com.qubetics.dvpn.chain.rpc.Receipt;
import com.qubetics.dvpn.chain.transaction.Signer;
import com.qubetics.dvpn.chain.transaction.Wallet;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Folders;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.net.URI;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// A chain of a test's own with the contracts on it, and an emptied database with this library's
/// tables.
public final class TestChain implements AutoCloseable {
  public final Anvil anvil = Anvil.start();
  public final JsonRpc rpc = new JsonRpc(URI.create(anvil.rpcUrl()));
  public final PrivateKey key = PrivateKey.parse(Anvil.DEV_KEY);
  public final Wallet wallet = new Wallet(rpc, Signer.of(key), Duration.ofSeconds(20));
  public final Network network;
  public final Calls calls;
  public final DriverManagerDataSource dataSource;
  public final JdbcClient jdbc;
  public final TransactionTemplate transaction;

  /// One key has all roles.
  public TestChain() {
    this(Roles.allBy(PrivateKey.parse(Anvil.DEV_KEY).address()));
  }

  public TestChain(Roles roles) {
    network =
        new Deployment(rpc, Signer.of(key), Duration.ofSeconds(20), line -> {})
            .deploy(
                DeploymentPlan.devnet(roles), Folders.temporary("chain").resolve("network.json"));
    calls = new Calls(network);
    Database database = SharedDatabase.IT;
    dataSource =
        new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    Flyway flyway =
        Flyway.configure()
            .dataSource(dataSource)
            .locations("classpath:db/chain")
            .cleanDisabled(false)
            .load();
    flyway.clean();
    flyway.migrate();
    jdbc = JdbcClient.create(dataSource);
    transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
  }

  public Receipt transact(Call call) {
    return wallet.transact(call.to(), call.value().baseUnits(), call.data());
  }

  public void mine(int blocks) {
    anvil.mine(blocks);
  }

  @Override
  public void close() {
    anvil.close();
  }

  /// Emptied for each test: creating and deleting many is slow.
  private static final class SharedDatabase {
    static final Database IT = Postgres.shared().database("chain");
  }
}
