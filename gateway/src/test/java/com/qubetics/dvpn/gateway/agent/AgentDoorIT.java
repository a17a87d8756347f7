package com.qubetics.dvpn.gateway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.TestGateway;
import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AgentDoorIT {
  private static final String PEERS = "/api/v1/agent/peers?after=7%3A12";
  private static final String USAGE = "/api/v1/agent/usage";
  private static final String BODY = "{\"items\":[]}";

  private final TestGateway gateway = TestGateway.shared();
  private final PrivateKey node = PrivateKey.random(new SecureRandom());
  private final long now = Instant.now().getEpochSecond();

  @Test
  void admitsASignedPollAndASignedReport() {
    assertThat(gateway.get(PEERS, TestGateway.agent(node, "GET", PEERS, "", now)).status())
        .isEqualTo(200);
    assertThat(report(TestGateway.agent(node, "POST", USAGE, BODY, now)).status()).isEqualTo(200);
  }

  @Test
  void refusesASecondUseOfOneSignature() {
    String[] header = TestGateway.agent(node, "GET", PEERS, "", now);
    assertThat(gateway.get(PEERS, header).status()).isEqualTo(200);

    Answer again = gateway.get(PEERS, header);

    assertThat(again.status()).isEqualTo(401);
    assertThat(again.code()).isEqualTo("AGENT_REQUEST_REPEATED");
  }

  @Test
  void refusesATamperedBodyTargetMethodAndNode() {
    String[] header = TestGateway.agent(node, "POST", USAGE, BODY + " ", now);
    assertThat(report(header).code()).isEqualTo("SIGNATURE_INVALID");
    header = TestGateway.agent(node, "POST", USAGE + "?x=1", BODY, now);
    assertThat(report(header).code()).isEqualTo("SIGNATURE_INVALID");
    header = TestGateway.agent(node, "PUT", USAGE, BODY, now);
    assertThat(report(header).code()).isEqualTo("SIGNATURE_INVALID");
    header = TestGateway.agent(node, "POST", USAGE, BODY, now);
    header[1] =
        header[1].replace(
            node.address().toString(), PrivateKey.random(new SecureRandom()).address().toString());
    assertThat(report(header).code()).isEqualTo("SIGNATURE_INVALID");
  }

  @Test
  void refusesAClockThatIsFarOff() {
    Answer late = report(TestGateway.agent(node, "POST", USAGE, BODY, now - 130));
    Answer early = report(TestGateway.agent(node, "POST", USAGE, BODY, now + 130));

    assertThat(late.code()).isEqualTo("AGENT_CLOCK_WRONG");
    assertThat(early.code()).isEqualTo("AGENT_CLOCK_WRONG");
  }

  @Test
  void refusesAnUnsignedCallAndAMalformedHeader() {
    Answer unsigned = gateway.send("POST", USAGE, BODY);
    assertThat(unsigned.status()).isEqualTo(401);
    assertThat(unsigned.code()).isEqualTo("UNAUTHENTICATED");
    assertThat(unsigned.header("WWW-Authenticate")).isEqualTo("DvpnNode");
    assertThat(report("Authorization", "DvpnNode node=me").code())
        .isEqualTo("AGENT_AUTHORIZATION_MALFORMED");
  }

  @Test
  void forgetsOnlyWhatItsClockWouldRefuseAnyway() {
    String[] header = TestGateway.agent(node, "GET", PEERS, "", now - 100);
    assertThat(gateway.get(PEERS, header).status()).isEqualTo(200);

    gateway.bean(SeenRequests.class).sweep();

    assertThat(gateway.get(PEERS, header).code()).isEqualTo("AGENT_REQUEST_REPEATED");
  }

  private Answer report(String... header) {
    return gateway.send("POST", USAGE, BODY, header);
  }
}
