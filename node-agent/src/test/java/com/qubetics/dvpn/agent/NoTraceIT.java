package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.dns.Message;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client's outer address passes by the agent in every listing of WireGuard's peers. It is
/// nowhere afterwards: not in the heap, not in a file, not in a request (I11). Nor is the address
/// the client talks to, nor a name that it asks the node's resolver for.
final class NoTraceIT {
  private static final String DESTINATION = "192.0.2.80";
  private static final String NAME = "a-secret-of-the-client";
  private static final int DUMPS = 3;

  @TempDir Path folder;

  @Test
  void keepsNothingOfWhereAClientIsAndGoes() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of())) {
      host.answerNames();
      host.peers.desire(host.client.put());
      host.startAgent();
      AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));
      host.download();
      AgentHost.await("statements", 20, () -> host.gateway.stated().size() > 2);
      String endpoints = host.run(AgentHost.HOST, "wg show " + AgentHost.TUNNEL + " endpoints");
      assertThat(endpoints).contains(AgentHost.CLIENT_OUTSIDE);

      Resolving client = new Resolving(host);
      for (int question = 0; question < 10; question++) {
        assertThat(client.byUdp("10.77.0.1", NAME + ".example", Message.A)).isPresent();
      }
      client.byTcp("10.77.0.1", NAME + ".example", Message.A);

      for (String trace : List.of(AgentHost.CLIENT_OUTSIDE, DESTINATION, NAME)) {
        assertThat(isKept(host, trace)).as(trace + " in the heap").isFalse();
        assertThat(host.controlPlane.requests()).noneMatch(body -> body.contains(trace));
        assertThat(Files.readString(host.log())).doesNotContain(trace);
        try (Stream<Path> files = Files.walk(host.home.folder())) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            assertThat(occurrences(file, trace)).as(trace + " in " + file.getFileName()).isZero();
          }
        }
      }
    }
  }

  /// A dump may fall into the few milliseconds of a listing; one that is kept is in every dump.
  private boolean isKept(AgentHost host, String trace) throws Exception {
    for (int dump = 0; dump < DUMPS; dump++) {
      Path heap = folder.resolve("heap.hprof");
      Files.deleteIfExists(heap);
      // A dump of live objects collects all others first.
      jcmd(host, "GC.heap_dump", heap.toString());
      assertThat(occurrences(heap, AgentHost.CLIENT_ADDRESS))
          .as("the scan finds text")
          .isPositive();
      if (occurrences(heap, trace) == 0) {
        return false;
      }
    }
    return true;
  }

  private static void jcmd(AgentHost host, String... arguments) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Tool.run(
        Stream.concat(
                Stream.of(jcmd.toString(), Long.toString(host.agent().pid())), Stream.of(arguments))
            .toList());
  }

  /// In Latin-1, as strings and buffers hold it, and in UTF-16.
  private static int occurrences(Path file, String text) throws IOException {
    return count(file, text.getBytes(StandardCharsets.ISO_8859_1))
        + count(file, text.getBytes(StandardCharsets.UTF_16LE));
  }

  private static int count(Path file, byte[] wanted) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    int found = 0;
    for (int from = 0; from + wanted.length <= bytes.limit(); from++) {
      int matched = 0;
      while (matched < wanted.length && bytes.get(from + matched) == wanted[matched]) {
        matched++;
      }
      found += matched == wanted.length ? 1 : 0;
    }
    return found;
  }
}
