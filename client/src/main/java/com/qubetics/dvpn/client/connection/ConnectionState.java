package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.client.session.AckLoop;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the process that holds a connection writes into the user's home for `status`. No keys.
///
/// @param pid the holding process
/// @param startedAt when that process started; with the pid it names one process
/// @param address this device inside the tunnel
/// @param address6 the same in IPv6; empty where the node has none
/// @param dns the resolver of all names while connected; empty where that is none of the tunnel's
/// @param mtu bytes of the tunnel's packets that the path carries
/// @param since the first packet over this node
/// @param tries of the newest connect or move, also of one that is under way
/// @param reconnects how often the connection moved to another node
/// @param reconnectMillis the newest move, from the moment the tunnel counted as dead
/// @param mended how often something of the tunnel was put back that others had changed
/// @param problem code of what keeps the client from traffic, or its state from being written
/// @param problemDetail the same for people
/// @param acks of this session
/// @param earlierAckedBytes acknowledged by the sessions before this one, of the same connection
public record ConnectionState(
    long pid,
    Instant startedAt,
    Phase phase,
    InterfaceName interfaceName,
    SessionId session,
    NodeId node,
    @Nullable Place place,
    Endpoint endpoint,
    String address,
    String address6,
    String dns,
    int mtu,
    Instant since,
    ConnectTiming timing,
    List<Try> tries,
    int reconnects,
    @Nullable Double reconnectMillis,
    int mended,
    @Nullable String problem,
    @Nullable String problemDetail,
    AckLoop.Figures acks,
    long earlierAckedBytes) {
  public static final String FILE = "connection.json";

  /// Where the connection stands. In all of them the kill switch does.
  public enum Phase {
    /// A packet came back lately.
    CONNECTED,
    /// This machine has no network by which the node could be reached.
    OFFLINE,
    /// Nothing comes back; only stays so with `--no-reconnect`.
    DEAD,
    /// Looking for another node, or for the way back to this one.
    RECONNECTING
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
