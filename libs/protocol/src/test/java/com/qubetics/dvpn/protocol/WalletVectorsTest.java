package com.qubetics.dvpn.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.node.AgentRequest;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.Registration;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Certificate;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What viem, siwe, cosmjs and Keplr's own library make of the same inputs
/// (`src/test/vectors/write-vectors.mjs`).
class WalletVectorsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<String, Class<? extends TypedMessage>> TYPES =
      Map.of(
          Grant.TYPE, Grant.class,
          Offer.TYPE, Offer.class,
          Usage.TYPE, Usage.class,
          Ack.TYPE, Ack.class,
          Certificate.TYPE, Certificate.class,
          TokenRequest.TYPE, TokenRequest.class,
          Registration.TYPE, Registration.class,
          AgentRequest.TYPE, AgentRequest.class,
          ProbeAnswer.TYPE, ProbeAnswer.class);
  private static final Vectors VECTORS = read();

  record Vectors(
      String about,
      String key,
      Address address,
      Domain domain,
      List<Typed> typed,
      Login login,
      List<Spelling> addresses) {}

  record Typed(String type, JsonNode message, Bytes32 digest, Signature signature) {
    @Override
    public String toString() {
      return type.substring(0, type.indexOf('('));
    }
  }

  record Login(String text, Proof personalSign, Proof adr036) {
    Proof proof(LoginProof kind) {
      return switch (kind) {
        case EIP4361 -> personalSign;
        case ADR036 -> adr036;
      };
    }
  }

  record Proof(String document, Bytes32 digest, String signature) {}

  record Spelling(String lower, String eip55, String bech32) {}

  static List<Typed> typed() {
    return VECTORS.typed();
  }

  static List<Spelling> addresses() {
    return VECTORS.addresses();
  }

  @Test
  void coverEveryTypeThatIsSigned() {
    assertThat(VECTORS.typed())
        .extracting(Typed::type)
        .containsExactlyInAnyOrderElementsOf(TYPES.keySet());
  }

  @ParameterizedTest
  @MethodSource("typed")
  void digestAndSignatureOfTypedDataEqualViems(Typed vector) {
    Class<? extends TypedMessage> type = TYPES.get(vector.type());
    assertThat(type).as(vector.type()).isNotNull();
    TypedMessage message = JSON.treeToValue(vector.message(), type);
    PrivateKey key = PrivateKey.parse(VECTORS.key());

    assertThat(message.digest(VECTORS.domain())).isEqualTo(vector.digest());
    assertThat(TypedMessage.sign(message, VECTORS.domain(), key).signature())
        .isEqualTo(vector.signature());
    assertThat(vector.signature().signer(vector.digest())).contains(VECTORS.address());
  }

  @Test
  void loginTextEqualsSiwes() {
    String text = VECTORS.login().text();
    assertThat(LoginText.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @EnumSource
  void walletSignaturesOfTheLoginTextVerify(LoginProof kind) {
    Account account = new Account(VECTORS.address());
    Proof proof = VECTORS.login().proof(kind);
    byte[] signature = Hex.parse(proof.signature());

    assertThat(kind.digest(VECTORS.login().text(), account)).isEqualTo(proof.digest());
    assertThat(kind.verifies(VECTORS.login().text(), account, signature)).isTrue();
    assertThat(kind.sign(VECTORS.login().text(), PrivateKey.parse(VECTORS.key())))
        .isEqualTo(signature);
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void bothSpellingsOfAnAddressEqualTheWallets(Spelling spelling) {
    Address address = Address.parse(spelling.lower());

    assertThat(address).hasToString(spelling.eip55());
    assertThat(address.toBech32()).isEqualTo(spelling.bech32());
    assertThat(Address.parse(spelling.bech32())).isEqualTo(address);
  }

  private static Vectors read() {
    try (InputStream file = WalletVectorsTest.class.getResourceAsStream("/vectors.json")) {
      return JSON.readValue(file, Vectors.class);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
