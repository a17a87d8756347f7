package com.qubetics.dvpn.wire.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a wallet needs to know of the chain: to be added to MetaMask by `wallet_addEthereumChain`
/// (EIP-3085), and to Keplr by `experimentalSuggestChain`. Of Qubetics as the Cosmos chain registry
/// has it.
///
/// @param rpc EVM endpoints open to everybody; none: not known
/// @param explorer its address, without a path
/// @param contractAccounts false: the chain has none, so that only accounts of keys log in; absent:
///   it has
/// @param cosmos absent where the chain has no such side
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChainFacts(
    String name,
    List<URI> rpc,
    @Nullable URI explorer,
    Currency currency,
    @Nullable Boolean contractAccounts,
    @Nullable Cosmos cosmos) {
  private static final String PREFIX = "qubetics";
  private static final long MAINNET = 9030;
  private static final long TESTNET = 9029;

  public ChainFacts {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(currency, "currency");
    rpc = rpc == null ? List.of() : List.copyOf(rpc);
  }

  public record Currency(String name, String symbol, int decimals) {
    private static final Currency TICS = new Currency("TICS", "TICS", 18);
  }

  /// @param chainId tells mainnet and testnet apart, whose addresses and coins look alike
  /// @param rpc of CometBFT; absent: not known, like `rest`
  /// @param coinType of BIP-44
  /// @param denom the base unit
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cosmos(
      String chainId,
      @Nullable URI rpc,
      @Nullable URI rest,
      String bech32Prefix,
      int coinType,
      String keyAlgorithm,
      String denom,
      GasPrices gasPrices) {
    private static Cosmos of(String chainId, @Nullable URI rpc, @Nullable URI rest) {
      return new Cosmos(chainId, rpc, rest, PREFIX, 60, "ethsecp256k1", "tics", GasPrices.QUBETICS);
    }
  }

  /// In base units per gas.
  public record GasPrices(long low, long average, long high) {
    private static final GasPrices QUBETICS =
        new GasPrices(20_000_000_000L, 25_000_000_000L, 40_000_000_000L);
  }

  /// Of Qubetics' mainnet and testnet.
  ///
  /// @param chainId of the EVM
  public static Optional<ChainFacts> known(long chainId) {
    if (chainId == MAINNET) {
      return Optional.of(
          new ChainFacts(
              "Qubetics",
              List.of(URI.create("https://rpc.qubetics.com")),
              URI.create("https://ticsscan.com"),
              Currency.TICS,
              null,
              Cosmos.of(
                  "qubetics_9030-1",
                  URI.create("https://tendermint.qubetics.com"),
                  URI.create("https://swagger.qubetics.com"))));
    }
    if (chainId == TESTNET) {
      return Optional.of(
          new ChainFacts(
              "Qubetics Testnet",
              List.of(),
              URI.create("https://testnet.qubetics.work"),
              Currency.TICS,
              null,
              Cosmos.of("qubetics_9029-1", null, null)));
    }
    return Optional.empty();
  }
}
