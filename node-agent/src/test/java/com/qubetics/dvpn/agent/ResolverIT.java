package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.agent.dns.Message;
import com.qubetics.dvpn.wire.agent.PeerResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names through the tunnel: a client, the agent as a process, and Debian's dnsmasq in the world.
/// The first of the two resolvers that the provider set is not there.
final class ResolverIT {
  private static final String RESOLVER = "10.77.0.1";

  @TempDir Path folder;

  private AgentHost host;
  private Resolving client;

  @BeforeEach
  void connect() throws Exception {
    host = new AgentHost(folder, Map.of());
    client = new Resolving(host);
    host.answerNames();
    host.peers.desire(host.client.put());
    host.startAgent();
    AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));
  }

  @AfterEach
  void close() throws Exception {
    host.close();
  }

  @Test
  void tellsClientsItsOwnAddressAndAnswersThere() throws Exception {
    PeerResult result = host.gateway.results().getFirst();
    assertThat(result.clientConfig().dns()).isEqualTo(RESOLVER);

    byte[] answer = client.byUdp(RESOLVER, "www.example", Message.A).orElseThrow();

    assertThat(Message.code(answer)).isZero();
    assertThat(Message.answers(answer)).isEqualTo(1);
    assertThat(HexFormat.of().formatHex(answer)).contains("c0000263");
    long began = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(client.byUdp(RESOLVER, "n" + i + ".example", Message.A)).isPresent();
    }
    assertThat((System.nanoTime() - began) / 1_000_000)
        .as("milliseconds of 20 questions, with a silent resolver named first")
        .isLessThan(4000L * AgentHost.SLOW);
    AgentHost.await("status", 10, () -> status().contains("\"questionsAnswered\" : 21"));
  }

  @Test
  void bringsLongAnswersByTcp() throws Exception {
    assertThat(client.byUdp(RESOLVER, "big.example", Message.TXT))
        .hasValueSatisfying(
            answer -> {
              assertThat(Message.isTruncated(answer)).isTrue();
              assertThat(answer.length).isLessThanOrEqualTo(1232);
            });
    byte[] whole = client.byTcp(RESOLVER, "big.example", Message.TXT);

    assertThat(Message.isTruncated(whole)).isFalse();
    assertThat(whole.length).isGreaterThan(4000);
  }

  @Test
  void leadsToNoOtherResolver() throws Exception {
    assertThat(client.byUdp(RESOLVER, "www.example", Message.A)).isPresent();

    String other = AgentHost.RESOLVER.toString();
    assertThat(client.byUdp(other, "www.example", Message.A)).isEmpty();
    assertThatThrownBy(() -> client.byTcp(other, "www.example", Message.A))
        .isInstanceOf(IOException.class);
  }

  @Test
  void answersNobodyWithoutALease() throws Exception {
    assertThat(client.byUdp(RESOLVER, "www.example", Message.A)).isPresent();
    host.peers.desire(List.of());
    AgentHost.await("end", 20, () -> !host.serves(AgentHost.CLIENT_ADDRESS));

    assertThat(client.byUdp(RESOLVER, "www.example", Message.A)).isEmpty();
  }

  private String status() {
    try {
      return host.say("status", "--json");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
