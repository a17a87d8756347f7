package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.evm.transaction.DurableFile;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What a deployment has begun with and signed, in a file beside the address file: all that is
/// needed to go on after it was killed. Each transaction is in it before it is sent, so what is
/// sent again has the same nonce, and nothing is deployed twice. It holds no secret.
record Journal(
    DeploymentPlan plan, Address deployer, long firstNonce, long genesis, List<Entry> entries) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  Journal {
    entries = List.copyOf(entries);
  }

  /// A signed transaction; several of one step differ in their fees only.
  ///
  /// @param maxFee base units per gas that it offers
  record Entry(Step step, String raw, String maxFee, String priorityFee, long gasLimit) {
    byte[] bytes() {
      return Hex.parse(raw);
    }

    Bytes32 hash() {
      return Keccak.hash(bytes());
    }
  }

  static Optional<Journal> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(TextFile.read("journal", file), Journal.class));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("journal %s is malformed".formatted(file), e);
    }
  }

  void write(Path file) {
    DurableFile.replacePrivate(
        file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
  }

  Journal with(Entry entry) {
    List<Entry> more = Stream.concat(Stream.of(entry), entries.stream()).toList();
    return new Journal(plan, deployer, firstNonce, genesis, more);
  }

  /// A step's transactions, the newest first.
  List<Entry> of(Step step) {
    return entries.stream().filter(entry -> entry.step() == step).toList();
  }

  Creation creation() {
    return new Creation(plan, deployer, firstNonce, genesis);
  }

  long nonceOf(Step step) {
    return firstNonce + step.ordinal();
  }
}
