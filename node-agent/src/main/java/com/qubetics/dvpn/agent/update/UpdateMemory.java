package com.qubetics.dvpn.agent.update;

import com.qubetics.dvpn.protocol.release.Version;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import org.jspecify.annotations.Nullable;

/// What a host remembers of the releases it has seen; a mirror must not take it back behind them.
///
/// @param newest the highest version that was properly signed; null: none was seen
/// @param failed a version with which the node did not start; null: none
record UpdateMemory(@Nullable Version newest, @Nullable Version failed) {
  static final UpdateMemory EMPTY = new UpdateMemory(null, null);

  /// @throws JsonException if it is none
  static UpdateMemory parse(byte[] json) {
    return Json.read(json, UpdateMemory.class);
  }

  UpdateMemory seen(Version version) {
    return newest == null || version.compareTo(newest) > 0
        ? new UpdateMemory(version, failed)
        : this;
  }

  UpdateMemory failed(Version version) {
    return new UpdateMemory(newest, version);
  }
}
