package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Sends accounts what they lack of a balance, such as the senders' for their fees.
@Command(
    name = "fund",
    description = {
      "Sends each account what it lacks of a balance, such as a role's account for its fees.",
      "Run again, it sends nothing to those that have enough."
    },
    mixinStandardHelpOptions = true)
final class FundCommand implements Callable<Integer> {
  @Mixin private RpcOption rpcOption;
  @Mixin private RpcOption.Wait wait;
  @Mixin private SignerOptions signerOptions;
  @Mixin private Output output;

  @Option(
      names = "--at-least",
      required = true,
      paramLabel = "TICS",
      description = "The balance that each is to have.")
  private String least;

  @Parameters(arity = "1..*", paramLabel = "ACCOUNT", description = "0x or bech32.")
  private List<String> accounts;

  @Override
  public Integer call() {
    BigInteger wanted = TokenAmount.ofTics(least).baseUnits();
    Set<Account> all = new LinkedHashSet<>();
    accounts.forEach(account -> all.add(Account.parse(account)));
    JsonRpc rpc = rpcOption.open();
    Wallet wallet = new Wallet(rpc, signerOptions.open(), wait.limit());
    List<Map<String, Object>> sent = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Account account : all) {
      BigInteger lacking = wanted.subtract(rpc.balance(account.address()));
      if (lacking.signum() > 0) {
        wallet.transact(account.address(), lacking, new byte[0]);
      }
      TokenAmount amount = new TokenAmount(lacking.max(BigInteger.ZERO));
      sent.add(Map.of("account", account.toString(), "sent", amount.toString()));
      text.append("%s: %s sent%n".formatted(account, amount.toTics()));
    }
    output.print(Map.of("accounts", sent), text.toString());
    return 0;
  }
}
