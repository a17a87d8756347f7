package com.qubetics.dvpn.client.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whom this machine asks for names while it is connected, set in the way that this machine has:
/// systemd-resolved, resolvconf, or the file /etc/resolv.conf. Taken back, all is to the byte as it
/// was; what somebody else has written meanwhile stays. The file says itself what it was before, so
/// that it can be put back when everything else is lost.
final class ResolverSetting {
  private static final Path FILE = Path.of("/etc/resolv.conf");
  private static final Path RESOLVED = Path.of("/run/systemd/resolve");
  private static final String STUB = "nameserver 127.0.0.53";
  private static final String HEAD = "# Set by dvpn while it is connected.\n";
  private static final String BEFORE = "# Before: ";
  private static final String IS_LINK = "link ";
  private static final String IS_FILE = "file ";
  private static final String IS_ABSENT = "absent";

  private final InterfaceName name;
  private final Undo.Kind way;

  private ResolverSetting(InterfaceName name, Undo.Kind way) {
    this.name = name;
    this.way = way;
  }

  static ResolverSetting ofThisHost(InterfaceName name) {
    return new ResolverSetting(name, way());
  }

  private static Undo.Kind way() {
    String text = content();
    String target = text.startsWith(IS_LINK) ? text.substring(IS_LINK.length()) : "";
    boolean resolved = target.contains("systemd/resolve") || readable().contains(STUB);
    if (resolved && Files.isDirectory(RESOLVED) && Tool.succeeds(List.of("resolvectl", "dns"))) {
      return Undo.Kind.RESOLVED;
    }
    boolean resolvconf = target.contains("resolvconf") || readable().contains("resolvconf");
    return resolvconf && Tool.succeeds(List.of("resolvconf", "-l"))
        ? Undo.Kind.RESOLVCONF
        : Undo.Kind.RESOLV_CONF;
  }

  /// The resolver of a connection; null where names are none of the tunnel's business: it takes a
  /// part of the network only, or the node names none and the user neither.
  static @Nullable String wanted(TunnelSettings settings, ClientConfig config) {
    if (!settings.takesEverything()) {
      return null;
    }
    if (settings.resolver() != null) {
      return settings.resolver();
    }
    return config.dns().isEmpty() ? null : config.dns();
  }

  Undo undo() {
    return Undo.of(way, way == Undo.Kind.RESOLV_CONF ? FILE.toString() : name.value());
  }

  /// @throws ProblemException RESOLVER_NOT_SET
  void set(String resolver) {
    try {
      switch (way) {
        case RESOLVED -> {
          Tool.run(List.of("resolvectl", "dns", name.value(), resolver));
          Tool.run(List.of("resolvectl", "domain", name.value(), "~."));
          Tool.run(List.of("resolvectl", "default-route", name.value(), "true"));
        }
        case RESOLVCONF ->
            Tool.run(
                List.of("resolvconf", "-a", name.value()),
                "nameserver %s\n".formatted(resolver).getBytes(UTF_8));
        default -> write(text(resolver));
      }
    } catch (ToolException | IOException e) {
      throw new ProblemException(
          ProblemCode.RESOLVER_NOT_SET, "the tunnel's resolver can't be set: " + e.getMessage());
    }
  }

  boolean holds(String resolver) {
    return switch (way) {
      case RESOLVED ->
          Tool.ask(List.of("resolvectl", "dns", name.value()))
              .filter(answer -> answer.contains(resolver))
              .isPresent();
      case RESOLVCONF -> readable().contains("nameserver " + resolver);
      default -> isOurs() && readable().endsWith("\nnameserver " + resolver + "\n");
    };
  }

  private static boolean isOurs() {
    return !Files.isSymbolicLink(FILE) && readable().startsWith(HEAD);
  }

  private static String text(String resolver) {
    String before = isOurs() ? before() : content();
    return HEAD + BEFORE + before + "\nnameserver " + resolver + "\n";
  }

  private static String before() {
    return readable()
        .lines()
        .filter(line -> line.startsWith(BEFORE))
        .map(line -> line.substring(BEFORE.length()))
        .findFirst()
        .orElse(IS_ABSENT);
  }

  /// In place where it is a file, which may be mounted; a link is replaced.
  private static void write(String text) throws IOException {
    if (Files.isSymbolicLink(FILE)) {
      Files.delete(FILE);
    }
    Files.writeString(FILE, text);
  }

  /// What is there, in a form that [#restore] takes.
  private static String content() {
    try {
      if (Files.isSymbolicLink(FILE)) {
        return IS_LINK + Files.readSymbolicLink(FILE);
      }
      return Files.exists(FILE, LinkOption.NOFOLLOW_LINKS)
          ? IS_FILE + Base64.getEncoder().encodeToString(Files.readAllBytes(FILE))
          : IS_ABSENT;
    } catch (IOException e) {
      throw new ProblemException(
          ProblemCode.RESOLVER_NOT_SET, FILE + " can't be read: " + e.getMessage());
    }
  }

  private static String readable() {
    try {
      return Files.readString(FILE, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /// Takes a step back.
  static void restore(Undo step) throws ToolException, IOException {
    switch (step.kind()) {
      // Gone with the interface, and no error where resolved is gone itself.
      case RESOLVED -> Tool.ask(List.of("resolvectl", "revert", step.subject()));
      case RESOLVCONF -> Tool.ask(List.of("resolvconf", "-d", step.subject()));
      default -> restoreFile();
    }
  }

  private static void restoreFile() throws IOException {
    if (!isOurs()) {
      return;
    }
    String before = before();
    if (before.startsWith(IS_LINK)) {
      Files.delete(FILE);
      Files.createSymbolicLink(FILE, Path.of(before.substring(IS_LINK.length())));
    } else if (before.startsWith(IS_FILE)) {
      Files.write(FILE, Base64.getDecoder().decode(before.substring(IS_FILE.length())));
    } else {
      Files.delete(FILE);
    }
  }
}
