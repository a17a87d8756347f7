package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A rule at the head of Docker's chain for exceptions, until the chain is made anew, as at the
/// next boot.
///
/// @param match what it lets through, as `iptables` takes it
public record IptablesRule(List<String> match) implements HostChange {
  private static final String CHAIN = "DOCKER-USER";
  private static final String THERE = "there";

  public IptablesRule {
    Objects.requireNonNull(match, "match");
    match = List.copyOf(match);
  }

  /// New connections, and what belongs to them.
  public static IptablesRule passing(String in, String out) {
    return new IptablesRule(List.of("-i", in, "-o", out));
  }

  /// Answers to such connections.
  public static IptablesRule answers(String in, String out) {
    return new IptablesRule(
        List.of("-i", out, "-o", in, "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED"));
  }

  @Override
  public String place() {
    return "iptables " + CHAIN + " " + String.join(" ", match) + " -j ACCEPT";
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
  public Optional<String> present(Host host) {
    return Tool.succeeds(command("--check")) ? Optional.of(THERE) : Optional.empty();
  }

  @Override
  public void set(Host host, Optional<String> text) throws ToolException {
    if (text.isPresent()) {
      Tool.run(command("--insert"));
    } else if (present(host).isPresent()) {
      Tool.run(command("--delete"));
    }
  }

  private List<String> command(String verb) {
    List<String> command = new ArrayList<>(List.of("iptables", "--wait", verb, CHAIN));
    command.addAll(match);
    command.addAll(List.of("-j", "ACCEPT"));
    return command;
  }
}
