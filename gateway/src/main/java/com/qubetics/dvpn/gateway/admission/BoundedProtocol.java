package com.qubetics.dvpn.gateway.admission;

import java.io.IOException;
import java.io.Serial;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/// Tomcat's HTTP/1.1 with the two bounds that it lacks: connections of one address, asked before
/// anything is made for one, and a total time for handshake and head (its own time starts anew with
/// each byte). Made by Tomcat by its name, hence public; [AdmissionConfiguration] tells it of
/// [Admission].
public final class BoundedProtocol extends Http11NioProtocol {
  private static final Duration SWEEP = Duration.ofMillis(500);

  private @Nullable ScheduledFuture<?> sweeping;

  public BoundedProtocol() {
    super(new BoundedEndpoint());
  }

  void admitBy(Admission admission) {
    endpoint().admission = admission;
    setMaxConnections(admission.capacity().connections());
  }

  @Override
  public void start() throws Exception {
    super.start();
    sweeping =
        getUtilityExecutor()
            .scheduleWithFixedDelay(
                endpoint()::endSlowHeads,
                SWEEP.toMillis(),
                SWEEP.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() throws Exception {
    if (sweeping != null) {
      sweeping.cancel(false);
    }
    super.stop();
  }

  private BoundedEndpoint endpoint() {
    return (BoundedEndpoint) getEndpoint();
  }

  /// @param since when it was accepted, of `System.nanoTime`'s kind
  private record Opened(String address, long since) {}

  private static final class BoundedEndpoint extends NioEndpoint {
    /// Set before the endpoint is bound.
    private volatile @Nullable Admission admission;

    private final Map<SocketChannel, Opened> opened = new ConcurrentHashMap<>();

    BoundedEndpoint() {
      connections = new Connections();
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
      Admission asked = admission;
      if (asked == null || !admits(asked, socket)) {
        destroySocket(socket);
        return true; // Done with: there is nothing left to close.
      }
      return super.setSocketOptions(socket);
    }

    private boolean admits(Admission asked, SocketChannel socket) {
      try {
        if (!(socket.getRemoteAddress() instanceof InetSocketAddress remote)) {
          return false;
        }
        String address = ClientAddress.of(remote.getAddress());
        if (!asked.takesConnection(address)) {
          return false;
        }
        opened.put(socket, new Opened(address, System.nanoTime()));
        return true;
      } catch (IOException e) {
        return false; // It is gone already.
      }
    }

    @Override
    protected void destroySocket(SocketChannel socket) {
      closed(socket);
      super.destroySocket(socket);
    }

    private void closed(Object socket) {
      Opened known = opened.remove(socket);
      Admission told = admission;
      if (known != null && told != null) {
        told.connectionClosed(known.address());
      }
    }

    void endSlowHeads() {
      Admission told = admission;
      if (told == null) {
        return;
      }
      long now = System.nanoTime();
      connections.forEach(
          (socket, connection) -> {
            if (since(socket, connection)
                .filter(began -> now - began > told.headTime().toNanos())
                .isPresent()) {
              told.headTooSlow();
              if (!processSocket(connection, SocketEvent.ERROR, true)) {
                connection.close();
              }
            }
          });
    }

    /// When the handshake or the head that is under way began; empty if there is none. A connection
    /// that reads or writes at this moment has lent its processor to its thread.
    private Optional<Long> since(SocketChannel socket, SocketWrapperBase<NioChannel> connection) {
      if (!connection.getSocket().isHandshakeComplete()) {
        return Optional.ofNullable(opened.get(socket)).map(Opened::since);
      }
      return connection.getCurrentProcessor() instanceof Processor processor
              && processor instanceof Http11Processor http
              && http.getRequest().getStartTimeNanos() >= 0
          ? Optional.of(http.getRequest().getStartTimeNanos())
          : Optional.empty();
    }

    /// Tomcat takes a connection out of here exactly once, however it ends.
    private final class Connections
        extends ConcurrentHashMap<SocketChannel, SocketWrapperBase<NioChannel>> {
      @Serial private static final long serialVersionUID = 1;

      @Override
      public @Nullable SocketWrapperBase<NioChannel> remove(Object socket) {
        closed(socket);
        return super.remove(socket);
      }
    }
  }
}
