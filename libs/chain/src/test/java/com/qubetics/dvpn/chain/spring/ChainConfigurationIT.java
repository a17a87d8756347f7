package com.qubetics.dvpn.chain.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.ChainEvent.Funded;
import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainReader;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.chain.TestChain;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

class ChainConfigurationIT {

  @Test
  void sendsAndFollowsInAServiceWithKeyDatabaseAndHandler(@TempDir Path folder) throws Exception {
    try (TestChain chain = new TestChain();
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      CountDownLatch funded = new CountDownLatch(1);
      configure(context, chain, folder);
      context.registerBean(DataSource.class, () -> chain.dataSource);
      context.registerBean(
          PlatformTransactionManager.class, () -> new JdbcTransactionManager(chain.dataSource));
      context.registerBean(ChainEventHandler.class, () -> new CountingHandler(funded));
      context.register(ChainConfiguration.class);
      context.refresh();

      TokenAmount amount = TokenAmount.ofTics("3");
      context.getBean(Sender.class).send("fund", context.getBean(Calls.class).fund(amount));
      for (int i = 0; i < 60 && !funded.await(250, TimeUnit.MILLISECONDS); i++) {
        chain.mine(1);
      }
      assertThat(funded.getCount()).isZero();
      assertThat(context.getBean(ChainReader.class).funded()).isEqualTo(amount);
    }
  }

  @Test
  void onlyReadsInAServiceWithoutDatabase(@TempDir Path folder) throws Exception {
    try (TestChain chain = new TestChain();
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      configure(context, chain, folder);
      context.register(ChainConfiguration.class);
      context.refresh();
      assertThat(context.getBean(ChainReader.class).headBlock()).isPositive();
      assertThat(context.getBeanNamesForType(Sender.class)).isEmpty();
      assertThat(context.getBeanNamesForType(PollLoop.class)).isEmpty();
    }
  }

  private record CountingHandler(CountDownLatch funded) implements ChainEventHandler {
    @Override
    public void on(ConfirmedEvent confirmed) {
      if (confirmed.event() instanceof Funded) {
        funded.countDown();
      }
    }

    @Override
    public void undo(ConfirmedEvent confirmed) {
      throw new AssertionError("no reorganisation here");
    }
  }

  private static void configure(
      AnnotationConfigApplicationContext context, TestChain chain, Path folder) throws Exception {
    Path network = Files.writeString(folder.resolve("network.json"), chain.network.text());
    Path key = Files.writeString(folder.resolve("key"), Anvil.DEV_KEY + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "test",
                Map.of(
                    "dvpn.chain.network-file", network.toString(),
                    "dvpn.chain.rpc-url", chain.anvil.rpcUrl(),
                    "dvpn.chain.key-file", key.toString(),
                    "dvpn.chain.poll-interval", "100ms")));
  }
}
