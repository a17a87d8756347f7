package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.transaction.Submissions;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Signs and sends one transaction, such as the API's ready ones for wallets, and waits for its
/// block.
@Command(
    name = "transact",
    description = {
      "Signs one transaction, writes it down, sends it and waits for the block that holds it.",
      "Started again before that block was seen, it looks for the same transaction and sends no"
          + " other. Exit code 1 if the contract refuses, with its reason; 3 if no block is seen in"
          + " time: start it again; 4 if the endpoint has no answer, and nothing was sent."
    },
    mixinStandardHelpOptions = true)
final class TransactCommand implements Callable<Integer> {
  @Mixin private RpcOption rpcOption;
  @Mixin private SubmissionOptions submission;
  @Mixin private SignerOptions signerOptions;
  @Mixin private Output output;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "ADDRESS",
      description = "Contract or account, 0x or bech32.")
  private String to;

  @Option(
      names = "--value",
      paramLabel = "BASEUNITS",
      defaultValue = "0",
      description = "Base units to send along (1 TICS = 10^18; ${DEFAULT-VALUE}).")
  private String value;

  @Option(
      names = "--data",
      paramLabel = "HEX",
      defaultValue = "0x",
      description = "ABI-encoded function and arguments.")
  private String data;

  @Override
  public Integer call() {
    Address target = Address.parse(to);
    BigInteger units = TokenAmount.parse(value).baseUnits();
    byte[] call = Hex.parse(data);
    String operation =
        "transact to %s value %s data %s".formatted(target, units, Keccak.hash(call));
    JsonRpc rpc = rpcOption.open();
    Signer signer = signerOptions.open();
    Wallet wallet = new Wallet(rpc, signer, Duration.ZERO);
    try (Submissions submissions = submission.open(rpc, signer, output::progress)) {
      Receipt receipt =
          submissions
              .submit(operation, submission.again(), () -> wallet.prepare(target, units, call))
              .receipt();
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("transaction", receipt.transaction().toString());
      members.put("block", receipt.block());
      members.put("gasUsed", receipt.gasUsed());
      members.put("effectiveGasPrice", receipt.effectiveGasPrice().toString());
      members.put("charged", receipt.charged().toString());
      output.print(
          members,
          "%s in block %s, %s for gas %s%n"
              .formatted(
                  receipt.transaction(),
                  receipt.block(),
                  receipt.charged().toTics(),
                  receipt.gasUsed()));
      submissions.end(operation);
    }
    return 0;
  }
}
