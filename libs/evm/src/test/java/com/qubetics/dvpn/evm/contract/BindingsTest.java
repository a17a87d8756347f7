package com.qubetics.dvpn.evm.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The bindings written by hand against the ABI of the compiled contracts.
class BindingsTest {
  /// Events of OpenZeppelin's access control, which nobody follows.
  private static final Set<String> NOT_FOLLOWED =
      Set.of("RoleAdminChanged", "RoleGranted", "RoleRevoked");

  private static final Map<Address, Artifact> CONTRACTS =
      Map.of(
          address(1), Artifact.NODE_REGISTRY,
          address(2), Artifact.EPOCH_LEDGER,
          address(3), Artifact.REWARDS_VAULT);

  static Stream<Object[]> contracts() {
    return Stream.of(
        new Object[] {Artifact.NODE_REGISTRY, ContractEvents.REGISTRY},
        new Object[] {Artifact.EPOCH_LEDGER, ContractEvents.LEDGER},
        new Object[] {Artifact.REWARDS_VAULT, ContractEvents.VAULT});
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void everyEventIsDeclaredAsInTheContract(Artifact artifact, List<EventShape> shapes) {
    Set<String> declared =
        artifact
            .abi("event")
            .filter(event -> !NOT_FOLLOWED.contains(event.path("name").asString()))
            .map(BindingsTest::declaration)
            .collect(Collectors.toSet());
    assertThat(shapes)
        .extracting(EventShape::declaration)
        .containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void everyEventHasItsRecord() {
    Set<String> records =
        Arrays.stream(ChainEvent.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toSet());
    assertThat(contracts().flatMap(row -> ((List<?>) row[1]).stream()))
        .extracting(shape -> ((EventShape) shape).declaration().replaceAll("\\(.*", ""))
        .containsExactlyInAnyOrderElementsOf(records);
  }

  @Test
  void everyCallIsAFunctionOfItsContract() {
    NodeId node = new NodeId(address(4));
    Account account = new Account(address(5));
    TunnelKey tunnelKey = new TunnelKey(Bytes32.of(filled(7)));
    byte[] bytes = new byte[65];
    bytes[64] = 27;
    Signature proof = Signature.of(bytes);
    Bytes32 hash = Bytes32.ZERO;
    TokenAmount one = TokenAmount.ofTics("1");
    Calls calls = new Calls(network().contracts());
    List<Call> all =
        List.of(
            calls.register(node, tunnelKey, hash, 1, proof, one),
            calls.update(node, tunnelKey, hash, 1, proof),
            calls.rotateNodeKey(node, node, 1, proof),
            calls.topUpDeposit(node, one),
            calls.topUpBuffer(node, one),
            calls.withdrawBuffer(node, one),
            calls.announceExit(node),
            calls.withdraw(node),
            calls.contest(1),
            calls.setJail(node, 1, hash),
            calls.proposeSlash(node, 1, hash, hash, 1),
            calls.executeSlash(1),
            calls.anchor(new Seal(1, 1, Seal.Kind.SESSIONS, hash, 1, BigInteger.ONE, hash)),
            calls.correct(new Seal(1, 1, Seal.Kind.PERFORMANCE, hash, 1, BigInteger.ONE, hash)),
            calls.buyPass(account, 1, one),
            calls.fund(one),
            calls.propose(1, 1, hash, one, hash, hash, hash),
            calls.finalise(1),
            calls.veto(1),
            calls.claim(1, account, one, List.of(hash, hash)));
    assertThat(all)
        .allSatisfy(call -> assertThat(selectors(call.to())).contains(selector(call.data())));
  }

  @Test
  void decodesACustomErrorWithItsMembers() {
    byte[] data =
        Abi.deployment(Abi.selector("EpochNotAnchored(uint64,uint8)"), "(uint64,uint8)", 7, 1);
    assertThat(RevertReason.of(data)).isEqualTo("EpochNotAnchored(7, 1)");
    assertThat(RevertReason.of(new byte[0])).isEqualTo("refused without a reason");
    assertThat(RevertReason.of(new byte[] {1, 2, 3, 4})).isEqualTo("unknown error 0x01020304");
  }

  private static Set<String> selectors(Address contract) {
    return CONTRACTS
        .get(contract)
        .abi("function")
        .map(function -> Hex.format(Abi.selector(Artifact.signature(function))))
        .collect(Collectors.toSet());
  }

  private static String selector(byte[] data) {
    return Hex.format(Arrays.copyOf(data, 4));
  }

  private static String declaration(JsonNode event) {
    return event
        .path("inputs")
        .valueStream()
        .map(
            input ->
                "%s%s %s"
                    .formatted(
                        input.path("type").asString(),
                        input.path("indexed").asBoolean() ? " indexed" : "",
                        input.path("name").asString()))
        .collect(Collectors.joining(",", event.path("name").asString() + "(", ")"));
  }

  private static Network network() {
    return new Network(
        "test",
        31337,
        address(1),
        address(2),
        address(3),
        0,
        60,
        5,
        1,
        2,
        TokenAmount.ZERO,
        TokenAmount.ZERO,
        TokenAmount.ZERO,
        5,
        null,
        null,
        null);
  }

  private static Address address(int last) {
    byte[] bytes = new byte[Address.LENGTH];
    bytes[Address.LENGTH - 1] = (byte) last;
    return Address.of(bytes);
  }

  private static byte[] filled(int with) {
    byte[] bytes = new byte[Bytes32.LENGTH];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }
}
