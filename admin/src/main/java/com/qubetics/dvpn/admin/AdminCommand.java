package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.admin.release.ReleaseCommand;
import com.qubetics.dvpn.admin.secrets.SecretsCommand;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.transaction.Wallet;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `dvpn-admin`. Exit code 0: done; 1: refused or failed, with one line on standard error; 2: wrong
/// usage.
@Command(
    name = "dvpn-admin",
    description =
        "Deploys and verifies a network's contracts, sends transactions, keeps keys, signs"
            + " releases, settles what services set aside, gives services their passwords and"
            + " rights.",
    mixinStandardHelpOptions = true,
    version = "dvpn-admin 0.1.0",
    subcommands = {
      DeployCommand.class,
      VerifyCommand.class,
      RolesCommand.class,
      TransactCommand.class,
      FundCommand.class,
      AddressCommand.class,
      KeystoreCommand.class,
      SetAsideCommand.class,
      PositionsCommand.class,
      SecretsCommand.class,
      ReleaseCommand.class
    })
public final class AdminCommand {
  static final int REFUSED = 1;

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // What programs read takes no locale's digits.
    System.exit(commandLine().execute(arguments));
  }

  public static CommandLine commandLine() {
    return new CommandLine(new AdminCommand())
        .setExecutionExceptionHandler(AdminCommand::explain)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /// One line for what an operator can do something about; a stack trace for a bug.
  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof ChainException
        || failure instanceof Wallet.RefusedException
        || failure instanceof UncheckedIOException
        || failure instanceof IllegalArgumentException) {
      Throwable cause = failure.getCause();
      command
          .getErr()
          .println(
              "%s: %s%s"
                  .formatted(
                      command.getCommandName(),
                      failure.getMessage(),
                      cause == null ? "" : " (" + cause + ")"));
      return REFUSED;
    }
    throw failure;
  }
}
