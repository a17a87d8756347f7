package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// One process's claim on an interface, for its life: two agents on one interface would overwrite
/// each other's key, peers and leases, whatever folders they run from.
///
/// How it works, and why. It listens on a loopback address that follows from the interface's name.
/// The name means one interface per network namespace, and the address one listener; the kernel
/// takes it back however the process ends. A lock file would need a place that every agent of the
/// host sees and may write, and a unit's or container's own mounts have none. Nobody is accepted.
public final class InterfaceClaim implements AutoCloseable {
  private static final int PORT = 51_819;

  private final ServerSocket claim;

  private InterfaceClaim(ServerSocket claim) {
    this.claim = claim;
  }

  /// @throws IOException if another process has the claim, or if the host has no loopback
  public static InterfaceClaim of(InterfaceName name) throws IOException {
    InetSocketAddress address = new InetSocketAddress(loopback(name), PORT);
    ServerSocket claim = new ServerSocket();
    try {
      claim.bind(address, 1);
      return new InterfaceClaim(claim);
    } catch (IOException e) {
      claim.close();
      throw new IOException(
          "an agent serves the interface %s of this host already (claim on %s:%s: %s)"
              .formatted(name, address.getAddress().getHostAddress(), PORT, e.getMessage()),
          e);
    }
  }

  /// 127.128.0.0 to 127.255.255.255: none that anybody uses.
  private static InetAddress loopback(InterfaceName name) throws IOException {
    CRC32C sum = new CRC32C();
    sum.update(name.value().getBytes(StandardCharsets.US_ASCII));
    long bits = sum.getValue();
    return InetAddress.getByAddress(
        new byte[] {127, (byte) (0x80 | bits >> 16), (byte) (bits >> 8), (byte) bits});
  }

  @Override
  public void close() throws IOException {
    claim.close();
  }
}
