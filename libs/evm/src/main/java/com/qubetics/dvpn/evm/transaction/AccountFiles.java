package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

/// Where an account's transactions on a chain are written down. All files are the owner's alone.
/// One account in two folders is not protected from itself.
record AccountFiles(Path folder, long chainId, Address account) {

  /// Held by who sends.
  Path lock() {
    return folder.resolve(prefix() + ".lock");
  }

  /// The [LastTransaction].
  Path last() {
    return folder.resolve(prefix() + ".last");
  }

  /// The [Submission] of an operation that is not over.
  Path of(String operation) {
    byte[] digest = Keccak.hash(operation.getBytes(StandardCharsets.UTF_8)).bytes();
    return folder.resolve(
        "%s-%s.json".formatted(prefix(), HexFormat.of().formatHex(digest, 0, Long.BYTES)));
  }

  private String prefix() {
    return "%s-%s".formatted(chainId, account).toLowerCase(Locale.ROOT);
  }
}
