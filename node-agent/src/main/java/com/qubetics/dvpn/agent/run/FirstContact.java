package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.link.GatewayLink;
import com.qubetics.dvpn.agent.link.LinkException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// The agent's first word with its gateway, beside the rest of its start: makes the client, and
/// compares clocks, so that the first heartbeat can say ready. Without an answer the clock stays in
/// doubt until the first poll brings one.
final class FirstContact {
  private static final Logger log = System.getLogger("dvpn-node");

  private final FutureTask<HttpClient> client;
  private final Thread thread;

  private FirstContact(AgentSettings settings, Duration connect, ClockWatch watch) {
    client = new FutureTask<>(() -> GatewayLink.client(settings.authority(), connect));
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("greeting")
            .unstarted(
                () -> {
                  client.run();
                  compareClocks(URI.create(settings.gateway()), watch);
                });
  }

  static FirstContact begin(AgentSettings settings, Duration connect, ClockWatch watch) {
    FirstContact greeting = new FirstContact(settings, connect, watch);
    greeting.thread.start();
    return greeting;
  }

  private void compareClocks(URI gateway, ClockWatch watch) {
    try {
      GatewayLink.greet(client(), gateway).date().ifPresent(watch);
    } catch (LinkException e) {
      log.log(Level.WARNING, "gateway not reached: code={0}: {1}", e.code(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @throws LinkException if there can be no client, as without its authority's file
  HttpClient client() throws LinkException, InterruptedException {
    try {
      return client.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LinkException failure) {
        throw failure;
      }
      throw new IllegalStateException("the gateway's client can't be made", e.getCause());
    }
  }

  /// Returns once clocks are compared, or can't be.
  void await() throws InterruptedException {
    thread.join();
  }
}
