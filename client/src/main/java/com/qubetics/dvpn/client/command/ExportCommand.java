package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.export.Export;
import com.qubetics.dvpn.client.export.Export.Exported;
import com.qubetics.dvpn.client.export.PlainConfiguration;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.Limit;
import com.qubetics.dvpn.client.session.SessionStore;
import com.qubetics.dvpn.client.session.SessionTerms;
import com.qubetics.dvpn.client.signing.Settlement;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.qr.TerminalQr;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description =
        "Open a session for a phone or router with a plain WireGuard; dvpn sign signs for it.")
public final class ExportCommand implements Callable<Integer> {
  private static final int LONGEST_HOURS = 24;

  @Mixin private Common common;
  @Mixin private WishOptions wish;
  @Mixin private LimitOptions limits;

  @Option(names = "--conf", description = "print the configuration as wg-quick reads it")
  private boolean conf;

  @Option(names = "--qr", description = "show it as a QR code, for the apps of WireGuard")
  private boolean qr;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "write the configuration to this new file, mode 0600")
  private @Nullable Path out;

  @Option(
      names = "--mtu",
      paramLabel = "BYTES",
      defaultValue = "" + PlainConfiguration.SMALLEST_MTU,
      description = "of the device's tunnel (default: 1280, which passes everywhere)")
  private int mtu;

  @Option(
      names = "--hours",
      defaultValue = "8",
      paramLabel = "N",
      description = "grant's lifetime, 1 to 24 (default: 8)")
  private int hours;

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      defaultValue = "${env:DVPN_RPC}",
      description = "your own RPC endpoint of the chain (env DVPN_RPC; default: the login's)")
  private @Nullable URI rpc;

  /// The command's JSON.
  ///
  /// @param file where the configuration was written; null: nowhere
  /// @param configuration null if it was written to a file
  /// @param qr null unless asked for
  record Shown(
      SessionId session,
      NodeId node,
      Endpoint endpoint,
      String address,
      Limit limit,
      @Nullable String file,
      @Nullable String configuration,
      @Nullable String qr) {
    /// The configuration has a secret.
    @Override
    public String toString() {
      return "Shown[" + session + "]";
    }
  }

  @Override
  public Integer call() throws IOException {
    check();
    if (out != null) {
      makeEmpty(out);
    }
    boolean done = false;
    try (Access access = common.access()) {
      export(access);
      done = true;
    } finally {
      if (!done && out != null) {
        Files.deleteIfExists(out);
      }
    }
    return 0;
  }

  private void export(Access access) throws IOException {
    SecureRandom random = new SecureRandom();
    Settlement settlement = new Settlement(common.home(), access, common.clock(), random);
    settlement.leftovers();
    Limit limit = limits.limit();
    SessionStore store = new SessionStore(common.home(), common.clock());
    Exported exported =
        new Export(access, common.chain(rpc, access.network()), store, common.clock(), random)
            .export(
                wish.wish(),
                new SessionTerms(limit.maxBytes(), Duration.ofHours(hours)),
                limit,
                mtu);
    String text = exported.configuration().text();
    try {
      if (out != null) {
        Files.writeString(out, text);
      }
    } catch (IOException e) {
      settlement.settle(exported.session());
      throw e;
    }
    show(exported, limit, text);
  }

  private void check() {
    if (!conf && !qr && out == null) {
      throw new IllegalArgumentException("export: give --conf, --qr or --out FILE");
    }
    if (hours < 1 || hours > LONGEST_HOURS) {
      throw new IllegalArgumentException(
          "--hours: %s (expected: 1 to %s)".formatted(hours, LONGEST_HOURS));
    }
    if (mtu < PlainConfiguration.SMALLEST_MTU || mtu > PlainConfiguration.LARGEST_MTU) {
      throw new IllegalArgumentException(
          "--mtu: %s (expected: %s to %s)"
              .formatted(mtu, PlainConfiguration.SMALLEST_MTU, PlainConfiguration.LARGEST_MTU));
    }
  }

  /// Made before the session, so that a wrong path costs none.
  private static void makeEmpty(Path file) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(
          "--out %s: is there already (expected: a new file)".formatted(file), e);
    }
  }

  private void show(Exported exported, Limit limit, String text) {
    String code = qr ? TerminalQr.of(text) : null;
    Shown shown =
        new Shown(
            exported.session(),
            exported.node(),
            exported.configuration().config().endpoint(),
            exported.configuration().config().address(),
            limit,
            out == null ? null : out.toString(),
            out == null ? text : null,
            code);
    common.show(
        shown, (conf && out == null ? text : "") + (code == null ? "" : code) + notes(shown));
  }

  /// Comments to wg-quick: what is printed can be a file as it is.
  private String notes(Shown shown) {
    return """
        %s# session %s with node %s for %s h
        # dvpn sign %s
        # signs for what it uses, up to %s; without that the node stops serving after some MiB"""
        .formatted(
            shown.file() == null ? "" : "# written to " + shown.file() + "\n",
            shown.session(),
            shown.node(),
            hours,
            shown.session(),
            LimitOptions.text(shown.limit()));
  }
}
