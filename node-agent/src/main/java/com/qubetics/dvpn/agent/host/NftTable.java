package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.agent.wireguard.Tool;
import com.qubetics.dvpn.agent.wireguard.ToolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// An nftables table of family `inet`. One that is there stays as it is: the running agent keeps
/// its leases in it, and holds it to its rules by itself.
///
/// @param name without the family
/// @param rules what `nft -f` makes it of
public record NftTable(String name, String rules) implements HostChange {
  private static final String THERE = "there";

  public NftTable {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(rules, "rules");
  }

  @Override
  public String place() {
    return "nftables table inet " + name;
  }

  @Override
  public String effect() {
    return "added";
  }

  @Override
  public String wanted() {
    return THERE;
  }

  @Override
  public Optional<String> present(Host host) throws ToolException {
    boolean there =
        Tool.run(List.of("nft", "list", "tables")).lines().anyMatch(("table inet " + name)::equals);
    return there ? Optional.of(THERE) : Optional.empty();
  }

  @Override
  public void set(Host host, Optional<String> text) throws ToolException {
    nft(
        text.isPresent()
            ? rules
            : "table inet %s {}\ndelete table inet %s\n".formatted(name, name));
  }

  private static void nft(String script) throws ToolException {
    Tool.run(List.of("nft", "-f", "-"), script.getBytes(StandardCharsets.US_ASCII));
  }
}
