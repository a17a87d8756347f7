package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.evm.key.Signer;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Says whose key it is.
@Command(
    name = "address",
    description = {
      "Prints the address of a key. With a keystore this tries its password; with a signing service"
          + " it asks whether that has the account's key."
    },
    mixinStandardHelpOptions = true)
final class AddressCommand implements Callable<Integer> {
  @Mixin private SignerOptions signerOptions;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Signer signer = signerOptions.open();
    signer.check();
    String bech32 = signer.address().toBech32();
    output.print(
        Map.of("address", signer.address().toString(), "bech32", bech32), signer.address() + "\n");
    return 0;
  }
}
