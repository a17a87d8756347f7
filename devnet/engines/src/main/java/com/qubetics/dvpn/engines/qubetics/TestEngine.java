package com.qubetics.dvpn.engines.qubetics;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.ChainEngine;
import com.qubetics.dvpn.engines.EngineException;
import java.time.Duration;

/// Which chain tests run on that don't say: the system property `dvpn.chain` is `anvil` (default),
/// with a block for each transaction; `qubetics-like`, with a block each second; or the address of
/// a development chain that runs already, such as Hardhat's.
public final class TestEngine {
  /// Long beside a test's own steps: what it does in a row is done before the next block.
  private static final Duration BLOCK = Duration.ofSeconds(1);

  private TestEngine() {}

  /// One of the caller's own.
  public static ChainEngine start() {
    String name = System.getProperty("dvpn.chain", "anvil");
    if (name.startsWith("http://")) {
      return Anvil.at(name);
    }
    return switch (name) {
      case "anvil" -> Anvil.start();
      case "qubetics-like" -> QubeticsLike.start(QubeticsSettings.quick().every(BLOCK));
      default ->
          throw new EngineException(
              "dvpn.chain: " + name + " (expected: anvil, qubetics-like or http://…)");
    };
  }
}
