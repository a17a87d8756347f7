package com.qubetics.dvpn.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Against OpenZeppelin's own library: what it wrote to src/test/vectors/merkle.json, and what it
/// makes of random rows while the test runs.
class MerkleTreeTest {
  private static final JsonNode VECTORS =
      JsonMapper.shared().readTree(Path.of("src/test/vectors/merkle.json").toFile());

  @Test
  void encodesLeavesAndProvesThemAsOpenZeppelinDoes() {
    for (JsonNode set : VECTORS.get("full")) {
      List<Bytes32> leaves = new ArrayList<>();
      for (JsonNode row : set.get("rows")) {
        Bytes32 leaf = leaf(set.get("kind").asString(), row.get("values"));
        assertThat(leaf).hasToString(row.get("leaf").asString());
        leaves.add(leaf);
      }
      MerkleTree tree = MerkleTree.of(leaves);
      assertThat(tree.root()).hasToString(set.get("root").asString());
      for (JsonNode row : set.get("rows")) {
        Bytes32 leaf = Bytes32.parse(row.get("leaf").asString());
        assertThat(tree.proof(leaf).stream().map(Bytes32::toString))
            .containsExactlyElementsOf(
                row.get("proof").valueStream().map(JsonNode::asString).toList());
      }
    }
  }

  @Test
  void hasOpenZeppelinsRootAndProofsForEverySizeUpTo200() {
    RewardFile.Vault vault =
        new RewardFile.Vault(31337, Address.parse(VECTORS.get("vault").asString()));
    for (JsonNode set : VECTORS.get("sizes")) {
      List<Bytes32> leaves = rewardLeaves(set.get("size").asInt(), vault);
      MerkleTree tree = MerkleTree.of(leaves.reversed());
      ByteArrayOutputStream proofs = new ByteArrayOutputStream();
      leaves.forEach(leaf -> tree.proof(leaf).forEach(hash -> proofs.writeBytes(hash.bytes())));
      assertThat(tree.root()).hasToString(set.get("root").asString());
      assertThat(Keccak.hash(proofs.toByteArray())).hasToString(set.get("proofs").asString());
    }
  }

  /// `contracts/scripts/trees.mjs SEED 1000` prints the trees of a seed again.
  @Test
  void hasOpenZeppelinsLeavesRootAndProofsForAThousandRandomSets() throws Exception {
    String seed = Long.toUnsignedString(new SecureRandom().nextLong());
    System.out.println("random trees: seed " + seed);
    Path script = Path.of("../../contracts/scripts/trees.mjs");
    Process node =
        new ProcessBuilder("node", script.toString(), seed, "1000")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int sets = 0;
    try (BufferedReader lines = node.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine(), sets++) {
        JsonNode set = JsonMapper.shared().readTree(line);
        String kind = set.get("kind").asString();
        List<Bytes32> leaves =
            set.get("rows").valueStream().map(values -> leaf(kind, values)).toList();
        MerkleTree tree = MerkleTree.of(leaves);
        MessageDigest proofs = MessageDigest.getInstance("SHA-256");
        leaves.forEach(leaf -> tree.proof(leaf).forEach(step -> proofs.update(step.bytes())));
        assertThat(tree.root()).as("set %d", sets).hasToString(set.get("root").asString());
        assertThat(Hex.format(proofs.digest())).isEqualTo(set.get("proofs").asString());
      }
    }
    assertThat(node.waitFor()).as("exit code; npm ci in contracts/ brings the library").isZero();
    assertThat(sets).isEqualTo(1000);
  }

  @Test
  void verifiesEveryProofAndNoTamperedOne() {
    List<Bytes32> leaves = rewardLeaves(37, Samples.VAULT);
    MerkleTree tree = MerkleTree.of(leaves);
    for (Bytes32 leaf : leaves) {
      List<Bytes32> proof = tree.proof(leaf);
      assertThat(MerkleTree.verify(leaf, proof, tree.root())).isTrue();
      assertThat(MerkleTree.verify(Samples.bytes32("other"), proof, tree.root())).isFalse();
      assertThat(MerkleTree.verify(leaf, proof.subList(1, proof.size()), tree.root())).isFalse();
      List<Bytes32> flipped = new ArrayList<>(proof);
      byte[] bytes = flipped.getLast().bytes();
      bytes[31] ^= 1;
      flipped.set(flipped.size() - 1, Bytes32.of(bytes));
      assertThat(MerkleTree.verify(leaf, flipped, tree.root())).isFalse();
    }
  }

  @Test
  void isZeroWithoutLeavesAndTheLeafItselfWithOne() {
    Bytes32 leaf = Samples.bytes32("leaf");
    assertThat(MerkleTree.of(List.of()).root()).isEqualTo(Bytes32.ZERO);
    assertThat(MerkleTree.of(List.of(leaf)).root()).isEqualTo(leaf);
    assertThat(MerkleTree.of(List.of(leaf)).proof(leaf)).isEmpty();
  }

  @Test
  void refusesALeafTwiceAndProofsOfStrangers() {
    Bytes32 leaf = Samples.bytes32("leaf");
    assertThatThrownBy(() -> MerkleTree.of(List.of(leaf, leaf)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MerkleTree.of(List.of(leaf)).proof(Bytes32.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Bytes32> rewardLeaves(int size, RewardFile.Vault vault) {
    return IntStream.range(0, size)
        .mapToObj(
            i -> {
              String seed = size + ":" + i + ":";
              BigInteger cumulative =
                  new BigInteger(1, Samples.bytes32(seed + "c").bytes()).shiftRight(156);
              return new RewardFile.AccountRow(
                      new Account(Samples.address(seed + "n")),
                      TokenAmount.ZERO,
                      new TokenAmount(cumulative))
                  .leaf(vault, 3);
            })
        .toList();
  }

  private static List<NodeId> former(String keys) {
    return keys.equals("-")
        ? List.of()
        : Arrays.stream(keys.split(",", -1)).map(NodeId::parse).toList();
  }

  private static Bytes32 leaf(String kind, JsonNode values) {
    List<String> is = values.valueStream().map(JsonNode::asString).toList();
    return switch (kind) {
      case "sessions" ->
          new SessionRow(
                  NodeId.parse(is.get(1)),
                  Bytes32.parse(is.get(2)),
                  Long.parseLong(is.get(3)),
                  Long.parseLong(is.get(4)),
                  Long.parseLong(is.get(5)),
                  Bytes32.parse(is.get(6)))
              .leaf(Long.parseLong(is.get(0)));
      case "performance" ->
          new PerformanceRow(
                  NodeId.parse(is.get(1)),
                  Account.parse(is.get(2)),
                  TokenAmount.parse(is.get(3)),
                  Long.parseLong(is.get(4)),
                  Long.parseLong(is.get(5)),
                  Long.parseLong(is.get(6)),
                  Integer.parseInt(is.get(7)),
                  is.get(8),
                  former(is.get(9)))
              .leaf(Long.parseLong(is.get(0)));
      case "rewards" ->
          new RewardFile.AccountRow(
                  Account.parse(is.get(3)), TokenAmount.ZERO, TokenAmount.parse(is.get(4)))
              .leaf(
                  new RewardFile.Vault(Long.parseLong(is.get(0)), Address.parse(is.get(1))),
                  Long.parseLong(is.get(2)));
      default -> throw new IllegalArgumentException(kind);
    };
  }
}
