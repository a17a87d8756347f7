package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// The ahead-of-time caches of all programs that get one.
public final class Caches {

  private Caches() {}

  /// Names of the programs that have no cache for what they are at this moment.
  public static List<String> missing(Layout layout) {
    return Program.all(layout).stream()
        .filter(program -> program.trained() && AotCache.of(program).usable().isEmpty())
        .map(Program::name)
        .toList();
  }

  /// Makes the folder that the JVMs of a training write to.
  public static void open(Layout training) {
    try {
      Files.createDirectories(AotCache.writtenIn(training));
    } catch (IOException e) {
      throw new StageException("could not write to " + training.home() + ": " + e.getMessage(), e);
    }
  }

  /// Takes over what a training wrote, whose programs have all ended.
  ///
  /// @return names of the programs whose cache is not there, or is broken
  public static List<String> accept(Layout training) {
    return Program.all(training).stream()
        .filter(program -> program.trained() && !AotCache.of(program).accept())
        .map(Program::name)
        .toList();
  }
}
