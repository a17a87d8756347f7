package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.evm.ChangedNode;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/// Passes JSON-RPC on to a node and counts it.
final class CountedEndpoint implements AutoCloseable {
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private final ChangedNode node;

  CountedEndpoint(String rpcUrl) {
    this.node =
        new ChangedNode(
            rpcUrl,
            (method, request, answer) -> {
              requests.incrementAndGet();
              calls.addAndGet(request.isArray() ? request.size() : 1);
              return answer.get();
            });
  }

  URI url() {
    return node.url();
  }

  /// HTTP requests since this was asked last.
  long requests() {
    return requests.getAndSet(0);
  }

  /// JSON-RPC calls since this was asked last; a batch is several.
  long calls() {
    return calls.getAndSet(0);
  }

  @Override
  public void close() {
    node.close();
  }
}
