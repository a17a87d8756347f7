package com.qubetics.dvpn.wireguard.host;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// nftables through the program `nft`: scripts on its standard input, each one transaction. Tables
/// are of the family `inet`.
public final class Nft {
  /// The first rules of a kind load a module of the kernel: 14 to 26 s on an emulated machine.
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Nft() {}

  public static void run(String script) throws ToolException {
    run(script, List.of("nft", "-f", "-"));
  }

  /// @throws ToolException if the kernel would not take the script
  public static void check(String script) throws ToolException {
    run(script, List.of("nft", "--check", "-f", "-"));
  }

  private static void run(String script, List<String> command) throws ToolException {
    Tool.run(command, script.getBytes(StandardCharsets.US_ASCII), LIMIT);
  }

  public static boolean hasTable(String name) throws ToolException {
    // A table that is not there makes nft end with an error: the names of all are listed.
    return Tool.run(List.of("nft", "list", "tables"))
        .lines()
        .anyMatch(("table inet " + name)::equals);
  }

  /// No error if there is none.
  public static void deleteTable(String name) throws ToolException {
    run("table inet %s {}\ndelete table inet %s\n".formatted(name, name));
  }
}
