package com.qubetics.dvpn.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;

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
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

final class NodeTransactionTest {
  private static final Address REGISTRY =
      Address.parse("0x5fbdb2315678afecb367f032d93f642f64180aa3");
  private static final Account PROVIDER =
      Account.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38");
  private static final NetworkFacts NETWORK =
      new NetworkFacts(
          "devnet",
          31337,
          REGISTRY,
          REGISTRY,
          REGISTRY,
          1_790_000_000L,
          60,
          5,
          null,
          TokenAmount.ofTics("10"),
          TokenAmount.ofTics("10"),
          null,
          null,
          null,
          null,
          null);

  private static final PrivateKey KEY =
      PrivateKey.parse("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
  private static final TunnelKey TUNNEL =
      TunnelKey.parse("0x1111111111111111111111111111111111111111111111111111111111111111");
  private static final Endpoint ENDPOINT = Endpoint.parse("203.0.113.11:51820");

  @Test
  void carriesTheNodeKeysProofInTheCall() {
    NodeTransaction request = NodeTransaction.register(NETWORK, KEY, subject(0));

    assertThat(request.value()).isEqualTo("20000000000000000000");
    byte[] data = Hex.parse(request.data());
    assertThat(data).hasSize(4 + 9 * 32);
    assertThat(word(data, 0)).isEqualTo("0x" + "0".repeat(24) + hex(KEY.address()));
    assertThat(word(data, 1)).isEqualTo(TUNNEL.toString());
    assertThat(word(data, 2)).isEqualTo(ENDPOINT.hash().toString());
    assertThat(new BigInteger(word(data, 3).substring(2), 16)).isEqualTo(1_800_000_000L);
    assertThat(new BigInteger(word(data, 4).substring(2), 16)).isEqualTo(160);
    assertThat(new BigInteger(word(data, 5).substring(2), 16)).isEqualTo(65);
    Signature proof = Signature.of(Arrays.copyOfRange(data, 4 + 6 * 32, 4 + 6 * 32 + 65));
    Registration message =
        new Registration(
            PROVIDER, new NodeId(KEY.address()), TUNNEL, ENDPOINT.hash(), 0, 1_800_000_000L);
    assertThat(new Signed<>(message, proof).isBy(KEY.address(), NETWORK.domain())).isTrue();
  }

  @Test
  void rotatesToTheKeyThatProvesItself() {
    NodeId from = NodeId.parse("0x0100000000000000000000000000000000000000");
    NodeTransaction rotation = NodeTransaction.rotate(NETWORK, from, KEY, subject(0));

    byte[] data = Hex.parse(rotation.data());
    assertThat(rotation.value()).isEqualTo("0");
    assertThat(rotation.node()).isEqualTo(new NodeId(KEY.address()));
    assertThat(data).hasSize(4 + 8 * 32);
    assertThat(word(data, 0)).isEqualTo("0x" + "0".repeat(24) + hex(from.address()));
    assertThat(word(data, 1)).isEqualTo("0x" + "0".repeat(24) + hex(KEY.address()));
    assertThat(new BigInteger(word(data, 3).substring(2), 16)).isEqualTo(128);
  }

  /// The page's own script, run by Node.js, which the build needs anyway.
  @ParameterizedTest
  @EnumSource
  void givesThePageAllItNeedsToRebuildTheTransaction(NodeTransaction.Call call) throws Exception {
    NodeTransaction transaction =
        switch (call) {
          case REGISTER -> NodeTransaction.register(NETWORK, KEY, subject(0));
          case UPDATE -> NodeTransaction.update(NETWORK, KEY, subject(3));
          case ROTATE ->
              NodeTransaction.rotate(
                  NETWORK,
                  NodeId.parse("0x0100000000000000000000000000000000000000"),
                  KEY,
                  subject(0));
        };
    String link = transaction.link("https://gateway.example:8443/");
    assertThat(link).startsWith("https://gateway.example:8443/register.html?").hasSizeLessThan(300);
    String script =
        Files.readString(Path.of("../gateway/src/main/resources/static/register.js"))
            + """
            const query = new URLSearchParams(process.argv[1].split('?')[1]);
            const [name, packed] = [...query.entries()][0];
            const made = transaction(CALLS[name], bytes(packed), JSON.parse(process.argv[2]));
            console.log(JSON.stringify([made.to, made.value.toString(), made.data]));
            """;

    String made =
        Tool.run(
            List.of("node", "-e", script, link, JsonMapper.shared().writeValueAsString(NETWORK)));

    assertThat(JsonMapper.shared().readTree(made))
        .isEqualTo(
            JsonMapper.shared()
                .valueToTree(
                    List.of(transaction.to().toString(), transaction.value(), transaction.data())));
  }

  private static NodeTransaction.Subject subject(long nonce) {
    return new NodeTransaction.Subject(PROVIDER, TUNNEL, ENDPOINT, nonce, 1_800_000_000L);
  }

  private static String hex(Address address) {
    return Hex.format(address.bytes()).substring(2);
  }

  private static String word(byte[] data, int index) {
    return Bytes32.of(Arrays.copyOfRange(data, 4 + index * 32, 4 + (index + 1) * 32)).toString();
  }
}
