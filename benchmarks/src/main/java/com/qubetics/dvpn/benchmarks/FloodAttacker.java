package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.AgentRequest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A stranger on one address of the loopback who wants as much of a gateway as it gives. A process
/// of its own, so that its work is not the honest clients'.
final class FloodAttacker {
  private static final String ADDRESS = "127.0.0.66";
  private static final int TIMEOUT_MILLIS = 30_000;

  /// @param atOnce how many are under way, or held, at a time
  /// @param perSecond how many are begun at most
  enum Kind {
    IDLE(4_000, 2_000),
    BODIES(1_000, 500),
    NODES(400, 500),
    TOKENS(64, 2_000),
    CALLS(64, 2_000);

    private final int atOnce;
    private final int perSecond;

    Kind(int atOnce, int perSecond) {
      this.atOnce = atOnce;
      this.perSecond = perSecond;
    }
  }

  private final int port;
  private final Domain domain;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger served = new AtomicInteger();

  FloodAttacker(int port, Domain domain) {
    this.port = port;
    this.domain = domain;
  }

  /// What came of it.
  ///
  /// @param begun attempts
  /// @param served those that got a 200
  record Outcome(int begun, int served) {}

  Outcome run(List<Kind> kinds, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (Kind kind : kinds) {
      threads.add(Thread.ofPlatform().start(() -> flood(kind, end)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return new Outcome(begun.get(), served.get());
  }

  private void flood(Kind kind, long end) {
    Semaphore places = new Semaphore(kind.atOnce);
    long between = Duration.ofSeconds(1).toNanos() / kind.perSecond;
    for (long due = System.nanoTime(); due < end; due += between) {
      LockSupport.parkNanos(due - System.nanoTime());
      if (System.nanoTime() >= end) {
        return;
      }
      if (places.tryAcquire()) {
        begun.incrementAndGet();
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    attempt(kind);
                  } finally {
                    places.release();
                  }
                });
      }
    }
  }

  private void attempt(Kind kind) {
    try (FloodWire wire = new FloodWire(ADDRESS, port, TIMEOUT_MILLIS)) {
      wire.write(request(kind));
      // What is idle or stalled waits here until the server ends it.
      if (wire.answer() == 200) {
        served.incrementAndGet();
      }
    } catch (IOException e) {
      // Closed: another is begun.
    }
  }

  private byte[] request(Kind kind) {
    return switch (kind) {
      case IDLE -> new byte[0];
      case BODIES -> {
        byte[] head =
            FloodWire.request(
                "POST /api/v1/login",
                "Content-Type: application/json\r\nContent-Length: 245760\r\n");
        byte[] all = Arrays.copyOf(head, head.length + 245_000);
        Arrays.fill(all, head.length, all.length, (byte) ' ');
        yield all;
      }
      case NODES -> FloodWire.request("GET /api/v1/agent/peers", signature("/api/v1/agent/peers"));
      case TOKENS -> FloodWire.request("GET /api/v1/allowance", "Authorization: Bearer a.b.c\r\n");
      case CALLS -> FloodWire.request("GET /api/v1/nodes", "");
    };
  }

  private String signature(String target) {
    PrivateKey key = PrivateKey.random(random);
    long at = Clock.systemUTC().instant().getEpochSecond();
    AgentRequest request =
        new AgentRequest(
            new NodeId(key.address()),
            "GET",
            target,
            Keccak.hash("".getBytes(StandardCharsets.US_ASCII)),
            at);
    return "Authorization: DvpnNode node=%s,at=%s,signature=%s\r\n"
        .formatted(key.address(), at, TypedMessage.sign(request, domain, key).signature());
  }
}
