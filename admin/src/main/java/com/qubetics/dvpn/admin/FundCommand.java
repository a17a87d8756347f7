package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Submissions;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.time.Duration;
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
      "Run again, it sends nothing to those that have enough, and goes on with what an earlier"
          + " start has sent. Exit code 3 if no block is seen in time: start it again; 4 if the"
          + " endpoint has no answer."
    },
    mixinStandardHelpOptions = true)
final class FundCommand implements Callable<Integer> {
  @Mixin private RpcOption rpcOption;
  @Mixin private SubmissionOptions submission;
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
    Signer signer = signerOptions.open();
    List<Map<String, Object>> sent = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    try (Submissions submissions = submission.open(rpc, signer, output::progress)) {
      Funding funding =
          new Funding(rpc, submissions, new Wallet(rpc, signer, Duration.ZERO), submission.again());
      for (Account account : all) {
        TokenAmount amount = funding.upTo(wanted, account.address());
        sent.add(Map.of("account", account.toString(), "sent", amount.toString()));
        text.append("%s: %s sent%n".formatted(account, amount.toTics()));
      }
    }
    output.print(Map.of("accounts", sent), text.toString());
    return 0;
  }

  private record Funding(JsonRpc rpc, Submissions submissions, Wallet wallet, boolean again) {

    /// What an earlier start has begun comes first: it is in the balance then.
    ///
    /// @return what was sent
    TokenAmount upTo(BigInteger wanted, Address account) {
      String operation = "fund " + account;
      TokenAmount sent = TokenAmount.ZERO;
      if (submissions.isBegun(operation)) {
        sent = sent.plus(send(operation, wanted, account));
      }
      if (lacking(wanted, account).signum() > 0) {
        sent = sent.plus(send(operation, wanted, account));
      }
      return sent;
    }

    private TokenAmount send(String operation, BigInteger wanted, Address account) {
      Submissions.Outcome outcome =
          submissions.submit(
              operation,
              again,
              () -> wallet.prepare(account, lacking(wanted, account), new byte[0]));
      submissions.end(operation);
      return outcome.value();
    }

    /// By a block that has all that was sent, so that a node that is behind does not tell an old
    /// balance.
    private BigInteger lacking(BigInteger wanted, Address account) {
      return wanted.subtract(rpc.balance(account, submissions.head())).max(BigInteger.ZERO);
    }
  }
}
