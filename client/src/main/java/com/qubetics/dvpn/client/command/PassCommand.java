package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.chain.WalletCall;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.LoginState;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "pass", description = "Prepaid traffic.", subcommands = PassCommand.Buy.class)
public final class PassCommand {

  @Command(
      name = "buy",
      description = "Print the transaction by which your wallet buys a pass. Nothing is sent.")
  static final class Buy implements Callable<Integer> {
    @Mixin private Common common;

    @Option(names = "--gib", required = true, paramLabel = "N")
    private long gib;

    @Option(names = "--account", paramLabel = "ADDRESS", description = "default: your own")
    private @Nullable String account;

    @Option(
        names = "--rpc",
        paramLabel = "URL",
        defaultValue = "${env:DVPN_RPC}",
        description = "your own RPC endpoint of the chain (env DVPN_RPC; default: the login's)")
    private @Nullable URI rpc;

    @Override
    public Integer call() {
      LoginState login =
          common
              .login()
              .orElseThrow(() -> new ProblemException(ProblemCode.NOT_LOGGED_IN, "no login here"));
      Account buyer = account == null ? login.account() : Account.parse(account);
      WalletCall call = common.chain(rpc, login.network()).buyPass(buyer, gib);
      common.show(
          call,
          "send with your wallet on chain %s:\nto %s\nvalue %s (%s)\ndata %s"
              .formatted(
                  call.chainId(), call.to(), call.value(), call.value().toTics(), call.data()));
      return 0;
    }
  }
}
