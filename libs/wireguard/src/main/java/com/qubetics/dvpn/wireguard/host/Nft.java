package com.qubetics.dvpn.wireguard.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// nftables. Written through the program `nft`: scripts on its standard input, each one
/// transaction. Read from the kernel itself: what the program prints differs from one version of it
/// to the next.
public final class Nft {
  /// The number of nftables among netfilter's subsystems.
  public static final int SUBSYSTEM = 10;

  /// Families of tables.
  public static final int INET = 1;

  public static final int NETDEV = 5;

  /// What is asked for, and the attribute that names the table in it.
  private static final int GET_TABLE = 1;

  private static final int TABLE_NAME = 1;

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

  /// Whether there is a table of the family `inet`.
  public static boolean hasTable(String name) throws ToolException {
    try (Netlink netlink = Netlink.open(Netlink.NETFILTER)) {
      netlink.one(
          NetlinkMessage.netfilter(SUBSYSTEM, GET_TABLE, 0, INET).put(TABLE_NAME, name),
          Netlink.NETFILTER_HEADER);
      return true;
    } catch (NetlinkRefusal refusal) {
      if (refusal.isAbsence()) {
        return false;
      }
      throw new ToolException("nftables: table can't be read", refusal);
    } catch (IOException e) {
      throw new ToolException("nftables: table can't be read", e);
    }
  }

  /// Removes the tables of this name, `inet` and `netdev`. No error if there are none.
  public static void deleteTable(String name) throws ToolException {
    StringBuilder script = new StringBuilder();
    for (String family : List.of("inet", "netdev")) {
      script.append("table %s %s {}\ndelete table %s %s\n".formatted(family, name, family, name));
    }
    run(script.toString());
  }
}
