package com.qubetics.dvpn.wireguard.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class NamespacesIT {
  /// Only the night waits for idle carriers to end; by day those of other tests are still there.
  private static final Duration PAUSE =
      Duration.ofSeconds(Boolean.getBoolean("dvpn.nightly") ? 35 : 0);

  @Test
  void takesItsThreadInAndLeavesVirtualThreadsOutside() throws Exception {
    String outside = namespace();
    try (Namespaces namespaces = Namespaces.permitted("a");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> virtual = new ArrayList<>();

      Thread.sleep(PAUSE);
      String inside =
          namespaces.in(
              "a",
              () -> {
                for (int i = 0; i < 100; i++) {
                  virtual.add(threads.submit(NamespacesIT::namespace));
                }
                return namespace();
              });

      assertThat(inside).isNotEqualTo(outside);
      for (Future<String> thread : virtual) {
        assertThat(thread.get()).isEqualTo(outside);
      }
    }
  }

  private static String namespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
