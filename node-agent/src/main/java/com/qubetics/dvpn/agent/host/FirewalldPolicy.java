package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A zone of firewalld with the tunnel's interface in it, and a policy that lets what comes out of
/// that zone through to all others. Answers pass firewalld by themselves; what is for this host
/// itself stays as refused as in any new zone. In firewalld's own files, so that it lasts.
public record FirewalldPolicy(String tunnel) implements HostChange {
  private static final String THERE = "there";
  private static final Path FOLDER = Path.of("/etc/firewalld");

  /// It takes seconds to write its rules anew.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  public FirewalldPolicy {
    Objects.requireNonNull(tunnel, "tunnel");
  }

  /// Of 17 characters at most, which an interface's name leaves two of; and a zone and a policy
  /// can't have the same.
  private String zone() {
    return tunnel.replace('.', '_');
  }

  private String policy() {
    return zone() + "-o";
  }

  @Override
  public String place() {
    return "firewalld zone " + zone() + " and policy " + policy();
  }

  @Override
  public String effect() {
    return "added";
  }

  @Override
  public String wanted() {
    return THERE;
  }

  private String zoneText() {
    return """
        <?xml version="1.0" encoding="utf-8"?>
        <zone>
          <short>dvpn-node</short>
          <interface name="%s"/>
        </zone>
        """
        .formatted(tunnel);
  }

  private String policyText() {
    return """
        <?xml version="1.0" encoding="utf-8"?>
        <policy target="ACCEPT">
          <short>dvpn-node</short>
          <ingress-zone name="%s"/>
          <egress-zone name="ANY"/>
        </policy>
        """
        .formatted(zone());
  }

  private Path zoneFile() {
    return FOLDER.resolve("zones").resolve(zone() + ".xml");
  }

  private Path policyFile() {
    return FOLDER.resolve("policies").resolve(policy() + ".xml");
  }

  @Override
  public Optional<String> present(Host host) throws IOException {
    boolean there = holds(host, zoneFile(), zoneText()) && holds(host, policyFile(), policyText());
    return there ? Optional.of(THERE) : Optional.empty();
  }

  private static boolean holds(Host host, Path file, String text) throws IOException {
    Path path = host.file(file.toString());
    return Files.exists(path) && Files.readString(path).equals(text);
  }

  @Override
  public void set(Host host, Optional<String> text) throws IOException, ToolException {
    if (text.isPresent()) {
      write(host, zoneFile(), zoneText());
      write(host, policyFile(), policyText());
    } else {
      Files.deleteIfExists(host.file(policyFile().toString()));
      Files.deleteIfExists(host.file(zoneFile().toString()));
    }
    if (Tool.succeeds(List.of("firewall-cmd", "--state"))) {
      Tool.run(List.of("firewall-cmd", "--reload"), LIMIT);
    }
  }

  private static void write(Host host, Path file, String text) throws IOException {
    Path path = host.file(file.toString());
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
