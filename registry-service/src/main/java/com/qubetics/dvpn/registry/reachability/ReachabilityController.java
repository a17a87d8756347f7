package com.qubetics.dvpn.registry.reachability;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.Reachability;
import com.qubetics.dvpn.wire.agent.Reachability.Port;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Tells a host, before it is registered, whether the world reaches its WireGuard port and the one
/// for probes. Packets go to no address but the one that the request itself came from, six of 40
/// bytes at most: who asks can point them at nobody else. How often one address may ask is limited
/// at the gateway. Nothing is stored.
@RestController
class ReachabilityController implements AutoCloseable {
  private static final int AT_ONCE = 64;

  private final Semaphore places = new Semaphore(AT_ONCE);
  private final ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor();

  @PostMapping("/api/v1/agent/reachability")
  Reachability look(
      @FromGateway NodeId node,
      @FromGateway InetAddress address,
      @RequestBody Reachability.Request request) {
    if (!places.tryAcquire()) {
      throw new Refusal(ProblemCode.BUSY, "Too many looks at the moment; try again.");
    }
    try {
      List<Future<Port>> ports =
          List.of(
              look(address, request.port(), request), look(address, request.port() + 1, request));
      return new Reachability(address.getHostAddress(), ports.stream().map(this::await).toList());
    } finally {
      places.release();
    }
  }

  private Future<Port> look(InetAddress address, int port, Reachability.Request request) {
    return looks.submit(() -> new Port(port, PortLook.reaches(address, port, request.nonce())));
  }

  private Port await(Future<Port> port) {
    try {
      return port.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
