package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.qubetics.dvpn.protocol.abi.AbiFields;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;

/// One data set of an epoch, closed: final at the service that measured it, told on Kafka, anchored
/// on chain.
///
/// @param version of the anchor: 1, then one more with each correction
/// @param root of the tree over the file's rows; zero without rows
/// @param leaves number of rows, not negative
/// @param total counted MiB of sessions, slots up of performance; 0 to 2^256 - 1; in JSON a decimal
///   string
/// @param dataHash Keccak-256 of the file
public record Seal(
    long epoch,
    long version,
    Kind kind,
    Bytes32 root,
    long leaves,
    @JsonFormat(shape = JsonFormat.Shape.STRING) BigInteger total,
    Bytes32 dataHash) {

  private static final int COMMITMENT_LENGTH = 25;

  public Seal {
    if (leaves < 0 || total.signum() < 0 || total.bitLength() > 8 * Bytes32.LENGTH) {
      throw new IllegalArgumentException("seal: leaves %s, total %s".formatted(leaves, total));
    }
  }

  /// Which data set; the ordinal is the contract's number.
  public enum Kind {
    SESSIONS,
    PERFORMANCE;

    public static Kind of(long number) {
      if (number < 0 || number >= values().length) {
        throw new IllegalArgumentException("kind: %s (expected: 0 or 1)".formatted(number));
      }
      return values()[(int) number];
    }

    /// The number that the contract gives this kind.
    public int number() {
      return ordinal();
    }

    /// In paths and names: `sessions`, `performance`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Names the data set, such as `sessions/7`.
  public String name() {
    return kind.word() + "/" + epoch;
  }

  /// What the ledger contract keeps of it, beside an event that tells all: the first 200 bits of
  /// `keccak256(abi.encode(root, leaves, total, dataHash))`, as the word that the ABI makes of its
  /// `bytes25`. A node that answers with another event's contents is caught by that.
  public Bytes32 commitment() {
    Bytes32 hash =
        Keccak.hash(new AbiFields().word(root).uint(leaves).uint(total).word(dataHash).encode());
    return Bytes32.of(
        Arrays.copyOf(Arrays.copyOf(hash.bytes(), COMMITMENT_LENGTH), Bytes32.LENGTH));
  }
}
