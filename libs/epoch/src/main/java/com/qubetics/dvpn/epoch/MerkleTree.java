package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A Merkle tree equal, byte for byte, to OpenZeppelin's `StandardMerkleTree`, so that
/// `MerkleProof.verify` on chain accepts its proofs.
///
/// How it works: n leaves, sorted by hash, fill the end of an array of 2n-1 nodes backwards; the
/// children of node i are nodes 2i+1 and 2i+2, and a node is the hash of its two children, the
/// smaller first. Sorting the pair is what lets a proof be a plain list of siblings without sides.
///
/// ```
/// leaves a < b < c:  [0] root = hash([1], [2])
///                    [1] hash([3], [4])   [2] c   [3] b   [4] a
/// ```
///
/// One leaf is a tree whose root is that leaf. No leaf gives the root 0x00…00, for which no proof
/// verifies.
public final class MerkleTree {
  private final List<Bytes32> leaves;
  private final Bytes32[] nodes;

  private MerkleTree(List<Bytes32> leaves, Bytes32[] nodes) {
    this.leaves = leaves;
    this.nodes = nodes;
  }

  /// @param leaves leaf hashes in any order
  /// @throws IllegalArgumentException if two are equal
  public static MerkleTree of(List<Bytes32> leaves) {
    List<Bytes32> sorted = leaves.stream().sorted().toList();
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).equals(sorted.get(i - 1))) {
        throw new IllegalArgumentException("leaf: %s twice".formatted(sorted.get(i)));
      }
    }
    int count = sorted.size();
    Bytes32[] nodes = new Bytes32[Math.max(0, 2 * count - 1)];
    for (int i = 0; i < count; i++) {
      nodes[nodes.length - 1 - i] = sorted.get(i);
    }
    for (int i = nodes.length - 1 - count; i >= 0; i--) {
      nodes[i] = parent(nodes[2 * i + 1], nodes[2 * i + 2]);
    }
    return new MerkleTree(sorted, nodes);
  }

  public Bytes32 root() {
    return nodes.length == 0 ? Bytes32.ZERO : nodes[0];
  }

  public int leaves() {
    return leaves.size();
  }

  /// The siblings from the leaf up; empty if the leaf is the root.
  ///
  /// @throws IllegalArgumentException if `leaf` is not in the tree
  public List<Bytes32> proof(Bytes32 leaf) {
    int place = Arrays.binarySearch(leaves.toArray(Bytes32[]::new), leaf);
    if (place < 0) {
      throw new IllegalArgumentException("leaf: %s is not in the tree".formatted(leaf));
    }
    List<Bytes32> proof = new ArrayList<>();
    for (int i = nodes.length - 1 - place; i > 0; i = (i - 1) / 2) {
      proof.add(nodes[i % 2 == 0 ? i - 1 : i + 1]);
    }
    return List.copyOf(proof);
  }

  /// Whether `proof` leads from `leaf` to `root`, as `MerkleProof.verify` decides on chain.
  public static boolean verify(Bytes32 leaf, List<Bytes32> proof, Bytes32 root) {
    Bytes32 node = leaf;
    for (Bytes32 sibling : proof) {
      node = parent(node, sibling);
    }
    return node.equals(root);
  }

  private static Bytes32 parent(Bytes32 one, Bytes32 other) {
    return one.compareTo(other) <= 0
        ? Keccak.hash(one.bytes(), other.bytes())
        : Keccak.hash(other.bytes(), one.bytes());
  }
}
