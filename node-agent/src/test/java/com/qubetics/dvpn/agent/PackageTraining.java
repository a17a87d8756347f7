package com.qubetics.dvpn.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What packaging/train runs: a packaged agent through the life of a session, start to stop, while
/// its JVM notes which classes that takes. Prints nothing but what goes wrong.
final class PackageTraining {
  private static final int SECONDS = 60;

  private PackageTraining() {}

  /// @param arguments the folder that becomes /usr/lib/dvpn-node, where `app.aot` is written
  public static void main(String[] arguments) throws Exception {
    Path image = Path.of(arguments[0]);
    Path cache = image.resolve("app.aot");
    Files.deleteIfExists(cache);
    Path folder = Files.createTempDirectory("dvpn-training");
    try (AgentHost host =
        new AgentHost(
            folder,
            Map.of("JDK_JAVA_OPTIONS", "-XX:AOTCacheOutput=" + cache),
            List.of(image.resolve("dvpn-node").toString()))) {
      try {
        train(host);
        if (!Files.exists(cache)) {
          throw new IOException("no cache was written");
        }
      } catch (Exception | AssertionError e) {
        System.err.println(Files.readString(host.log()));
        throw e;
      }
    }
    System.exit(0);
  }

  private static void train(AgentHost host) throws Exception {
    host.gateway.signAs(new HonestClient(host));
    host.peers.desire(host.client.put());
    host.startAgent();
    AgentHost.await("lease", SECONDS, () -> host.serves(AgentHost.CLIENT_ADDRESS));
    host.download();
    AgentHost.await("usage", SECONDS, () -> host.gateway.stated().size() > 5);
    host.peers.desire();
    AgentHost.await("end of the session", SECONDS, () -> !host.holdsPeer(host.client));
    host.agent().destroy();
    if (!host.agent().waitFor(SECONDS, TimeUnit.SECONDS) || host.agent().exitValue() != 143) {
      throw new IOException("the agent did not end as it was told to");
    }
  }
}
