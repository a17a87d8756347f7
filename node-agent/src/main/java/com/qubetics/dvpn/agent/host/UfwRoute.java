package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A rule of ufw that lets what comes in by one interface go out by another; ufw keeps it over
/// boots.
public record UfwRoute(String in, String out) implements HostChange {
  private static final String THERE = "there";

  /// It writes its rules for both families and loads them all.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  public UfwRoute {
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(out, "out");
  }

  @Override
  public String place() {
    return "ufw " + rule();
  }

  private String rule() {
    return "route allow in on " + in + " out on " + out;
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
    return Tool.run(List.of("ufw", "show", "added")).lines().anyMatch(("ufw " + rule())::equals)
        ? Optional.of(THERE)
        : Optional.empty();
  }

  @Override
  public void set(Host host, Optional<String> text) throws ToolException {
    if (text.isPresent()) {
      Tool.run(List.of("ufw", "route", "allow", "in", "on", in, "out", "on", out), LIMIT);
    } else if (present(host).isPresent()) {
      Tool.run(List.of("ufw", "route", "delete", "allow", "in", "on", in, "out", "on", out), LIMIT);
    }
  }
}
