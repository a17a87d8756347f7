package com.qubetics.dvpn.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.http.AccessMatrix;
import com.qubetics.dvpn.http.AccessMatrix.Caller;
import com.qubetics.dvpn.http.AccessMatrix.Sample;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthorisationIT extends ProviderStage {
  private static final String ENDPOINT = "198.51.100.7:51820";

  @Test
  void answersEveryCallerAsTheMatrixSays() throws InterruptedException {
    PrivateKey wallet = wallet("100");
    PrivateKey key = nodeKey();
    NodeId node = new NodeId(key.address());
    TunnelKey tunnelKey = tunnelKey();
    act(wallet, "register", proven(wallet, key, tunnelKey, ENDPOINT, 0));
    for (int i = 0; i < 300 && get("/api/v1/nodes/" + node).status() != 200; i++) {
      ANVIL.call("evm_mine", "[]");
      Thread.sleep(Duration.ofMillis(100));
    }
    Map<Caller, Subject> callers =
        Map.of(
            Caller.ANONYMOUS, new Subject.Nobody(),
            Caller.ACCOUNT, TestIssuers.user(7),
            Caller.OTHER, TestIssuers.user(17),
            Caller.NODE, new Subject.Node(node),
            Caller.UNREGISTERED, TestIssuers.node(99),
            Caller.ADMIN, TestIssuers.user(27));
    String heartbeat =
        """
        {"version":"1.2.3","endpoint":"%s","place":{"city":"Berlin","country":"DE","latitude":52.5,
         "longitude":13.4},"boot":"0x%s","ready":true,"reasons":[],"draining":false,"peers":0,
         "maxPeers":5,"rxBytesPerSecond":0,"txBytesPerSecond":0,"capacityKbit":1000}
        """
            .formatted(ENDPOINT, "0".repeat(32));
    Map<String, Sample> samples =
        Map.of("POST /api/v1/agent/heartbeats", new Sample("/api/v1/agent/heartbeats", heartbeat));

    assertThat(
            new AccessMatrix()
                .differences("registry-service", port, door().handlers(), callers, samples))
        .isEmpty();
  }
}
