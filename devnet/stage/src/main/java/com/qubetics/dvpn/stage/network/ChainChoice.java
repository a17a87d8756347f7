package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.ChainEngine;
import com.qubetics.dvpn.engines.qubetics.QubeticsLike;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings;
import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which chain a devnet runs on. It is chosen at the first start and kept with the data, since what
/// is deployed lies on that chain.
public enum ChainChoice {
  ANVIL("anvil") {
    @Override
    ChainEngine start(Path directory, int port) {
      return Anvil.start(directory, port);
    }
  },

  /// As mainnet, with its blocks of 6 s, at a base fee of 1 gwei that goes on falling.
  QUBETICS_LIKE("qubetics-like") {
    @Override
    ChainEngine start(Path directory, int port) {
      return QubeticsLike.start(
          directory, port, QubeticsSettings.mainnet().baseFee(BigInteger.TEN.pow(9)));
    }
  };

  private final String text;

  ChainChoice(String text) {
    this.text = text;
  }

  /// Takes up the choice of an earlier start, or makes it.
  ///
  /// @param wanted null: whatever was chosen, else anvil
  /// @throws StageException if there is no such chain, or data of another one
  public static ChainChoice make(Layout layout, @Nullable String wanted) {
    Optional<ChainChoice> before = kept(layout);
    ChainChoice choice = wanted == null ? before.orElse(ANVIL) : named(wanted);
    if (before.isPresent() && before.get() != choice) {
      throw new StageException(
          "the network in %s is on %s: ./dev down --wipe deletes it, then start with --chain %s"
              .formatted(layout.home(), before.get(), choice));
    }
    try {
      Files.writeString(layout.chainFile(), choice.text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return choice;
  }

  static ChainChoice of(Layout layout) {
    return kept(layout).orElse(ANVIL);
  }

  abstract ChainEngine start(Path directory, int port);

  /// What an earlier start chose. Before there was a choice, it was anvil.
  private static Optional<ChainChoice> kept(Layout layout) {
    try {
      if (Files.exists(layout.chainFile())) {
        return Optional.of(named(Files.readString(layout.chainFile()).strip()));
      }
      return Files.exists(layout.networkFile()) ? Optional.of(ANVIL) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChainChoice named(String text) {
    return Arrays.stream(values())
        .filter(choice -> choice.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new StageException(
                    "--chain %s (expected: %s)"
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(ChainChoice::toString)
                                .collect(Collectors.joining(" or ")))));
  }

  /// As it is named on the command line.
  @Override
  public String toString() {
    return text;
  }
}
