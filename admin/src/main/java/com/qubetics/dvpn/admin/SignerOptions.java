package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.key.SignerSettings;
import com.qubetics.dvpn.protocol.value.Address;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The key to sign with: in a keystore, at a signing service, or in a plain file.
final class SignerOptions {
  @Option(
      names = "--keystore",
      paramLabel = "FILE",
      description = "Encrypted key of the sender (Web3 Secret Storage 3), with --password-file.")
  private @Nullable Path keystore;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The keystore's password, one line, mode 0600.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--signer-url",
      paramLabel = "URL",
      description = "A signing service with web3signer's interface, with --signer-account.")
  private @Nullable URI signerUrl;

  @Option(
      names = "--signer-account",
      paramLabel = "ADDRESS",
      description = "The sender, whose key the signing service has.")
  private @Nullable String signerAccount;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "Plain key of the sender, mode 0600: one line, 0x and 32 bytes. For a devnet.")
  private @Nullable Path keyFile;

  Signer open() {
    return new SignerSettings(
            keyFile,
            keystore,
            passwordFile,
            signerUrl,
            signerAccount == null ? null : Address.parse(signerAccount))
        .open(new SignerSettings.Names("--key-file", "--keystore", "--password-file"));
  }

  boolean isPlain() {
    return keyFile != null;
  }
}
