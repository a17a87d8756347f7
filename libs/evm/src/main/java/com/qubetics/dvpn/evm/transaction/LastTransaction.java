package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.evm.rpc.Block;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The newest transaction of an account whose receipt was seen. A node that is behind its block
/// still tells the balance and the nonce of before: it must not be asked what is left to do.
///
/// @param operation that it was for
record LastTransaction(
    String operation, Bytes32 transaction, long nonce, long block, Bytes32 blockHash) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What a node has of its block.
  enum Seen {
    YES,
    /// The node is behind, or of another chain with this id that is shorter.
    NOT_YET,
    /// Another block has its number: the chain was rolled back, or made anew as devnets are.
    ANOTHER
  }

  Seen at(JsonRpc rpc) {
    return rpc.block(block)
        .map(Block::hash)
        .map(hash -> hash.equals(blockHash) ? Seen.YES : Seen.ANOTHER)
        .orElse(Seen.NOT_YET);
  }

  static Optional<LastTransaction> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readValue(Files.readString(file), LastTransaction.class))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be read".formatted(file), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("%s is malformed: delete it".formatted(file), e);
    }
  }

  void write(Path file) {
    DurableFile.replacePrivate(file, JSON.writeValueAsString(this) + "\n");
  }
}
