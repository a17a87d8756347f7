package com.qubetics.dvpn.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.link.NetworkFacts;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.node.Registration;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RegistrationRequestTest {
  private static final Address REGISTRY =
      Address.parse("0x5fbdb2315678afecb367f032d93f642f64180aa3");
  private static final Account PROVIDER =
      Account.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38");
  private static final NetworkFacts NETWORK =
      new NetworkFacts(
          "devnet",
          31337,
          REGISTRY,
          1_790_000_000L,
          60,
          5,
          "10000000000000000000",
          "10000000000000000000",
          null);

  @Test
  void carriesTheNodeKeysProofInTheCall() {
    PrivateKey key =
        PrivateKey.parse("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
    TunnelKey tunnel =
        TunnelKey.parse("0x1111111111111111111111111111111111111111111111111111111111111111");
    Endpoint endpoint = Endpoint.parse("203.0.113.11:51820");

    RegistrationRequest request =
        RegistrationRequest.of(NETWORK, key, PROVIDER, tunnel, endpoint, 0, 1_800_000_000L);

    assertThat(request.value()).isEqualTo("20000000000000000000");
    byte[] data = Hex.parse(request.data());
    assertThat(data).hasSize(4 + 9 * 32);
    assertThat(word(data, 0)).isEqualTo("0x" + "0".repeat(24) + hex(key.address()));
    assertThat(word(data, 1)).isEqualTo(tunnel.toString());
    assertThat(word(data, 2)).isEqualTo(endpoint.hash().toString());
    assertThat(new BigInteger(word(data, 3).substring(2), 16)).isEqualTo(1_800_000_000L);
    assertThat(new BigInteger(word(data, 4).substring(2), 16)).isEqualTo(160);
    assertThat(new BigInteger(word(data, 5).substring(2), 16)).isEqualTo(65);
    Signature proof = Signature.of(Arrays.copyOfRange(data, 4 + 6 * 32, 4 + 6 * 32 + 65));
    Registration message =
        new Registration(
            PROVIDER, new NodeId(key.address()), tunnel, endpoint.hash(), 0, 1_800_000_000L);
    assertThat(new Signed<>(message, proof).isBy(key.address(), NETWORK.domain())).isTrue();
  }

  private static String hex(Address address) {
    return Hex.format(address.bytes()).substring(2);
  }

  private static String word(byte[] data, int index) {
    return Bytes32.of(Arrays.copyOfRange(data, 4 + index * 32, 4 + (index + 1) * 32)).toString();
  }
}
