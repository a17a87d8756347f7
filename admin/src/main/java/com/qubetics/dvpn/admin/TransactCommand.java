package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
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
      "Signs and sends one transaction and waits for the block that holds it.",
      "Exit code 1 if the contract refuses, with its reason."
    },
    mixinStandardHelpOptions = true)
final class TransactCommand implements Callable<Integer> {
  @Mixin private RpcOption rpcOption;
  @Mixin private RpcOption.Wait wait;
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
    Wallet wallet = new Wallet(rpcOption.open(), signerOptions.open(), wait.limit());
    Receipt receipt =
        wallet.transact(Address.parse(to), TokenAmount.parse(value).baseUnits(), Hex.parse(data));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("transaction", receipt.transaction().toString());
    members.put("block", receipt.block());
    members.put("gasUsed", receipt.gasUsed());
    members.put("effectiveGasPrice", receipt.effectiveGasPrice().toString());
    output.print(
        members,
        "%s in block %d, gas %d%n"
            .formatted(receipt.transaction(), receipt.block(), receipt.gasUsed()));
    return 0;
  }
}
