package com.qubetics.dvpn.evm.transaction;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What was signed for one operation, as it is written down before it is sent: all that is needed
/// to find it again. It holds no secret.
///
/// @param operation what it is for, the same at each start
/// @param attempts the newest first; all have the same nonce, so the chain takes one of them
record Submission(
    String operation, long chainId, Address sender, long nonce, List<Attempt> attempts) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  Submission {
    attempts = List.copyOf(attempts);
    if (attempts.isEmpty()) {
      throw new IllegalArgumentException("submission: without a transaction");
    }
  }

  /// @param raw the signed bytes
  /// @param value base units that it sends along
  /// @param maxFee base units per gas that it offers
  record Attempt(
      Bytes32 hash, String raw, TokenAmount value, BigInteger maxFee, BigInteger priorityFee) {
    Attempt {
      if (!Keccak.hash(Hex.parse(raw)).equals(hash)) {
        throw new IllegalArgumentException(
            "submission: %s is not the hash of its bytes".formatted(hash));
      }
    }

    static Attempt of(SignedTransaction signed, UnsignedTransaction unsigned) {
      return new Attempt(
          signed.hash(),
          Hex.format(signed.raw()),
          new TokenAmount(unsigned.value()),
          unsigned.fees().maxFee(),
          unsigned.fees().priorityFee());
    }

    @JsonIgnore
    byte[] bytes() {
      return Hex.parse(raw);
    }

    @JsonIgnore
    Fees fees() {
      return new Fees(maxFee, priorityFee);
    }
  }

  @JsonIgnore
  Attempt newest() {
    return attempts.getFirst();
  }

  boolean has(Bytes32 transaction) {
    return attempts.stream().anyMatch(attempt -> attempt.hash().equals(transaction));
  }

  Submission with(Attempt attempt) {
    List<Attempt> more = Stream.concat(Stream.of(attempt), attempts.stream()).toList();
    return new Submission(operation, chainId, sender, nonce, more);
  }

  static Optional<Submission> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readString(file), Submission.class));
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be read".formatted(file), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "%s is malformed: look on the chain what was sent before you delete it".formatted(file),
          e);
    }
  }

  void write(Path file) {
    DurableFile.replacePrivate(
        file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }
}
