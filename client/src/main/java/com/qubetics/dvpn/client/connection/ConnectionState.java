package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.client.session.AckLoop;
import com.qubetics.dvpn.client.tunnel.HostRoute;
import com.qubetics.dvpn.client.tunnel.TunnelSettings;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the process that holds a connection writes into the user's home: enough for `status`, and
/// for `disconnect` to clean up should that process have died. No keys.
///
/// @param pid the holding process
/// @param startedAt when that process started; with the pid it names one process
/// @param address this device inside the tunnel
/// @param since the first packet over this node
/// @param tries of the newest connect or move, also of one that is under way
/// @param reconnects how often the connection moved to another node
/// @param reconnectMillis the newest move, from the moment the tunnel counted as dead
/// @param problem code of what keeps a RECONNECTING client from another node
public record ConnectionState(
    long pid,
    Instant startedAt,
    Phase phase,
    InterfaceName interfaceName,
    boolean userspace,
    List<String> routes,
    List<HostRoute> keptRoutes,
    boolean closesIpv6,
    SessionId session,
    NodeId node,
    @Nullable Place place,
    Endpoint endpoint,
    String address,
    String dns,
    Instant since,
    ConnectTiming timing,
    List<Try> tries,
    int reconnects,
    @Nullable Double reconnectMillis,
    @Nullable String problem,
    AckLoop.Figures acks) {
  public static final String FILE = "connection.json";

  /// Where the connection stands.
  public enum Phase {
    CONNECTED,
    /// Nothing comes back; only stays so without `--reconnect`.
    DEAD,
    /// Looking for another node; the routes stay, so nothing leaves beside the tunnel.
    RECONNECTING
  }

  public TunnelSettings tunnelSettings() {
    return new TunnelSettings(interfaceName, userspace, routes);
  }

  /// The process that holds the connection; empty if it has died. One that ended and that nobody
  /// has waited for yet has no program any more.
  public Optional<ProcessHandle> holder() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().command().isPresent())
        .filter(process -> startedAt.equals(startOf(process)));
  }

  static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }
}
