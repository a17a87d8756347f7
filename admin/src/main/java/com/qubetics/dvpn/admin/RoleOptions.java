package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.evm.Roles;
import com.qubetics.dvpn.protocol.value.Address;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The accounts of the roles, each by its option or all in a file.
final class RoleOptions {
  private static final String ZERO = "0x0000000000000000000000000000000000000000";

  @Option(
      names = "--roles",
      paramLabel = "FILE",
      description =
          "Accounts of the roles: JSON with sessions, performance, proposer, guardian, jailer,"
              + " penaliser, governor. The options below go before it.")
  private @Nullable Path file;

  @Option(
      names = "--anchor-sessions",
      paramLabel = "ADDRESS",
      description = "Anchors session roots.")
  private @Nullable String sessions;

  @Option(
      names = "--anchor-performance",
      paramLabel = "ADDRESS",
      description = "Anchors performance roots.")
  private @Nullable String performance;

  @Option(names = "--proposer", paramLabel = "ADDRESS", description = "Proposes reward roots.")
  private @Nullable String proposer;

  @Option(names = "--guardian", paramLabel = "ADDRESS", description = "Vetoes reward roots.")
  private @Nullable String guardian;

  @Option(names = "--jailer", paramLabel = "ADDRESS", description = "Jails nodes.")
  private @Nullable String jailer;

  @Option(names = "--penaliser", paramLabel = "ADDRESS", description = "Proposes slashes.")
  private @Nullable String penaliser;

  @Option(
      names = "--governor",
      paramLabel = "ADDRESS",
      description = "Proposes, cancels and executes at the timelock, the contracts' admin.")
  private @Nullable String governor;

  /// On a local chain a role that was not given is the deployer's. Elsewhere each is named, and no
  /// account has two or is the deployer's, which has seen a command line.
  Roles read(Address deployer, boolean local) {
    Map<String, @Nullable String> given = new LinkedHashMap<>();
    given.put("sessions", sessions);
    given.put("performance", performance);
    given.put("proposer", proposer);
    given.put("guardian", guardian);
    given.put("jailer", jailer);
    given.put("penaliser", penaliser);
    given.put("governor", governor);
    JsonNode inFile = inFile();
    Map<String, Address> accounts = new LinkedHashMap<>();
    given.forEach(
        (role, account) -> {
          String text = account == null ? inFile.path(role).asString("") : account;
          if (text.isEmpty() && !local) {
            throw new IllegalArgumentException(
                "role %s: no account given (its option, or in --roles)".formatted(role));
          }
          accounts.put(role, text.isEmpty() ? deployer : account(role, text));
        });
    if (!local) {
      requireDistinct(accounts, deployer);
    }
    return JsonMapper.shared().convertValue(accounts, Roles.class);
  }

  private static Address account(String role, String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("role %s: %s".formatted(role, e.getMessage()), e);
    }
  }

  private static void requireDistinct(Map<String, Address> accounts, Address deployer) {
    Map<Address, String> seen = new HashMap<>();
    seen.put(deployer, "the deployer");
    seen.put(Address.parse(ZERO), "nobody");
    accounts.forEach(
        (role, account) -> {
          String other = seen.put(account, role);
          if (other != null) {
            throw new IllegalArgumentException(
                "%s is %s and %s (expected: a key of its own for each role)"
                    .formatted(account, other, role));
          }
        });
  }

  private JsonNode inFile() {
    if (file == null) {
      return JsonMapper.shared().createObjectNode();
    }
    try {
      return JsonMapper.shared().readTree(TextFile.read("--roles", file));
    } catch (JacksonException e) {
      throw new UnusableFileException("--roles", file, "is no JSON", "compare it with the guide");
    }
  }
}
