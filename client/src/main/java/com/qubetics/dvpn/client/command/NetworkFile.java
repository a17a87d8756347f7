package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.command.PlainWords;
import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.nio.file.Path;

/// The file that `--network` names.
final class NetworkFile {
  private static final String OPTION = "--network";

  private NetworkFile() {}

  /// @throws UnusableFileException if it can't be read, or is none of a network
  static NetworkFacts read(Path file) {
    try {
      return Json.read(TextFile.read(OPTION, file), NetworkFacts.class);
    } catch (JsonException e) {
      throw new UnusableFileException(
          OPTION,
          file,
          "is no network.json: " + PlainWords.of(String.valueOf(e.getMessage())),
          "take it from who runs the network");
    }
  }
}
