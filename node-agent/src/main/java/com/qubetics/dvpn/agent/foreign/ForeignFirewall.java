package com.qubetics.dvpn.agent.foreign;

import com.qubetics.dvpn.agent.host.FirewalldPolicy;
import com.qubetics.dvpn.agent.host.HostChange;
import com.qubetics.dvpn.agent.host.IptablesRule;
import com.qubetics.dvpn.agent.host.UfwRoute;
import java.util.Collection;
import java.util.List;

/// Who else keeps rules on a host. Each has its own place for exceptions, which lasts where it
/// writes its rules anew.
public enum ForeignFirewall {
  UFW("ufw"),
  DOCKER("Docker"),
  FIREWALLD("firewalld"),
  /// Rules by hand, or of a program that is not known here.
  OTHER("another firewall");

  private final String title;

  ForeignFirewall(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  /// By the names that only these give. ufw comes before Docker: where both are, what ufw lets
  /// through passes Docker's chains too, and outlasts a start of Docker.
  ///
  /// @param chains those of the table, or those that a packet met
  public static ForeignFirewall of(String table, Collection<String> chains) {
    if (table.endsWith("firewalld")) {
      return FIREWALLD;
    }
    if (chains.stream().anyMatch(chain -> chain.startsWith("ufw-"))) {
      return UFW;
    }
    return chains.stream().anyMatch(chain -> chain.startsWith("DOCKER")) ? DOCKER : OTHER;
  }

  /// What lets the tunnel's packets through; none for rules that nobody here knows how to keep.
  public List<HostChange> opening(Crossing out) {
    return switch (this) {
      case DOCKER ->
          List.of(
              IptablesRule.passing(out.in(), out.out()), IptablesRule.answers(out.in(), out.out()));
      case UFW -> List.of(new UfwRoute(out.in(), out.out()), new UfwRoute(out.out(), out.in()));
      case FIREWALLD -> List.of(new FirewalldPolicy(out.in()));
      case OTHER -> List.of();
    };
  }

  /// What a provider does about it.
  ///
  /// @param chain where the packet is dropped
  public String remedy(Crossing out, String chain) {
    return switch (this) {
      case DOCKER, UFW, FIREWALLD ->
          "dvpn-node setup --open-firewalls yes, which tells "
              + title
              + " to let "
              + out.in()
              + " and "
              + out.out()
              + " talk";
      case OTHER ->
          "let it pass in "
              + chain
              + ": what comes in by "
              + out.in()
              + " and goes out by "
              + out.out()
              + ", and the answers; such as iptables -I FORWARD -i "
              + out.in()
              + " -j ACCEPT; iptables -I FORWARD -o "
              + out.in()
              + " -j ACCEPT";
    };
  }
}
