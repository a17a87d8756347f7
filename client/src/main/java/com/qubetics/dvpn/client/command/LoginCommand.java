package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.chain.Chain;
import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.login.LoginState;
import com.qubetics.dvpn.client.login.Wallet;
import com.qubetics.dvpn.client.login.WalletLogin;
import com.qubetics.dvpn.evm.key.KeyFile;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "login",
    description = "Let a wallet delegate an app key of this device for less than a day.")
public final class LoginCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Option(
      names = "--gateway",
      required = true,
      paramLabel = "URL",
      defaultValue = "${env:DVPN_GATEWAY}",
      description = "env DVPN_GATEWAY")
  private URI url;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:DVPN_CA}",
      description = "PEM of the authority to trust (env DVPN_CA; default: the system's)")
  private @Nullable Path authority;

  @Option(
      names = "--wallet",
      paramLabel = "KIND",
      defaultValue = "METAMASK",
      description = "metamask (EIP-4361) or keplr (ADR-036)")
  private WalletKind kind;

  @Option(
      names = "--wallet-key-file",
      required = true,
      paramLabel = "FILE",
      description = "the wallet's key, or its keystore; signs as the wallet would")
  private Path walletKey;

  @Option(
      names = "--wallet-password-file",
      paramLabel = "FILE",
      description = "the keystore's password, one line, mode 0600")
  private @Nullable Path walletPassword;

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      defaultValue = "${env:DVPN_RPC}",
      description = "your own RPC endpoint of the chain (env DVPN_RPC; default: the login's)")
  private @Nullable URI rpc;

  @Option(
      names = "--network",
      paramLabel = "FILE",
      description = "network.json that the gateway must agree with")
  private @Nullable Path network;

  enum WalletKind {
    METAMASK(LoginProof.EIP4361),
    KEPLR(LoginProof.ADR036);

    private final LoginProof proof;

    WalletKind(LoginProof proof) {
      this.proof = proof;
    }
  }

  /// The command's JSON.
  record Shown(
      Account account, String bech32, String network, long chainId, Instant keyExpiresAt) {}

  @Override
  public Integer call() {
    PrivateKey appKey = PrivateKey.random(new SecureRandom());
    Path trusted = authority == null ? null : authority.toAbsolutePath();
    try (Gateway gateway = Gateway.at(url, trusted, common.clock())) {
      Wallet wallet = new Wallet(kind.proof, walletKey());
      NetworkFacts facts = gateway.network();
      checkNetwork(facts);
      WalletLogin.Delegation done = new WalletLogin(gateway, common.clock()).login(wallet, appKey);
      Access.store(
          common.home(),
          new LoginState(
              gateway.base().toString(),
              trusted == null ? null : trusted.toString(),
              rpc == null ? null : rpc.toString(),
              done.network(),
              done.account(),
              done.keyExpiresAt(),
              done.token().token(),
              done.token().expiresAt()),
          appKey);
      Shown shown =
          new Shown(
              done.account(),
              done.account().address().toBech32(),
              done.network().name(),
              done.network().chainId(),
              done.keyExpiresAt());
      common.show(
          shown,
          "logged in to %s (chain %s) as %s\n%s, until %s"
              .formatted(
                  shown.network(),
                  shown.chainId(),
                  shown.account(),
                  shown.bech32(),
                  shown.keyExpiresAt()));
    }
    return 0;
  }

  private PrivateKey walletKey() {
    return KeyFile.read(
        "--wallet-key-file",
        walletKey,
        walletPassword,
        "name the file with its password by --wallet-password-file");
  }

  private void checkNetwork(NetworkFacts facts) {
    if (network != null && !NetworkFile.read(network).sameAs(facts)) {
      throw new ProblemException(ProblemCode.OTHER_NETWORK, "the gateway serves another network");
    }
    if (rpc != null) {
      long id = Chain.at(rpc, facts).chainId();
      if (id != facts.chainId()) {
        throw new ProblemException(
            ProblemCode.OTHER_NETWORK,
            "chain %s behind --rpc, %s at the gateway".formatted(id, facts.chainId()));
      }
    }
  }
}
