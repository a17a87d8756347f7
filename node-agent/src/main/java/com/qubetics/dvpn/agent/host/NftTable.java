package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.wireguard.host.Nft;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.Objects;
import java.util.Optional;

/// An nftables table of family `inet`. One that is there stays as it is: the running agent keeps
/// its leases in it, and holds it to its rules by itself. With it goes the lock behind it.
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
    return Nft.hasTable(name) ? Optional.of(THERE) : Optional.empty();
  }

  @Override
  public void set(Host host, Optional<String> text) throws ToolException {
    if (text.isPresent()) {
      Nft.run(rules);
    } else {
      NftFirewall.remove(name);
    }
  }
}
