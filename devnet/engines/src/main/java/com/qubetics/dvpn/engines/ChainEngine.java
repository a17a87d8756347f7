package com.qubetics.dvpn.engines;

/// A chain that tests and the devnet run on, whatever client it answers as.
public interface ChainEngine extends AutoCloseable {

  /// Where it answers JSON-RPC.
  String rpcUrl();

  /// Makes so many blocks at once.
  void mine(int blocks);

  /// The development chain that executes the transactions, for what only such a one can do: give
  /// balances, move its time. What is done there is seen through [#rpcUrl] too.
  Anvil anvil();

  @Override
  void close();
}
