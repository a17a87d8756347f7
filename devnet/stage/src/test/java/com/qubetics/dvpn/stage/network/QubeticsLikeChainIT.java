package com.qubetics.dvpn.stage.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.ChainEngine;
import com.qubetics.dvpn.engines.Ports;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The devnet's money comes to its accounts on the chain that answers as the real one.
class QubeticsLikeChainIT {
  @TempDir Path folder;

  @Test
  void fundsAllAccountsOfTheDevnet() {
    SecureRandom random = new SecureRandom();
    List<Account> accounts =
        Stream.generate(() -> new Account(PrivateKey.random(random).address())).limit(10).toList();
    try (ChainEngine chain = ChainChoice.QUBETICS_LIKE.start(folder, Ports.free())) {
      JsonRpc rpc = new JsonRpc(URI.create(chain.rpcUrl()));
      Bank.fund(rpc, accounts, TokenAmount.ofTics("1000"));
      assertThat(accounts)
          .allSatisfy(
              account ->
                  assertThat(rpc.balance(account.address()))
                      .isEqualTo(TokenAmount.ofTics("1000").baseUnits()));
    }
  }
}
