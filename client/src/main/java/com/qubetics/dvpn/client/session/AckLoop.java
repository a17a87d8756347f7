package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.session.AckBook.Decision;
import com.qubetics.dvpn.client.session.AckBook.Seen;
import com.qubetics.dvpn.loop.BackOff;
import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.session.UsageAnswer;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Answers each Usage of a node with an Ack, at once: a node goes on serving on credit and pauses
/// when it is used up. The figures may be read by any thread.
public final class AckLoop {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration IDLE_PAUSE = Duration.ofMillis(200);

  private final SessionCalls calls;
  private final Domain domain;
  private final PrivateKey sessionKey;
  private final Supplier<Seen> seen;
  private final BackOff backOff;
  private final Loop loop = new Loop("acks", this::turn, failure -> {});
  // Written by the loop's thread, read by others.
  private volatile AckBook book;
  private volatile Figures figures = Figures.none();
  private boolean rehearsed;
  private @Nullable Bytes32 newest;
  private long answeredNanos;

  public AckLoop(
      SessionCalls calls,
      AckBook book,
      Domain domain,
      PrivateKey sessionKey,
      Supplier<Seen> seen,
      RandomGenerator random) {
    this.calls = calls;
    this.book = book;
    this.domain = domain;
    this.sessionKey = sessionKey;
    this.seen = seen;
    this.backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE, random);
  }

  /// What this client has acknowledged.
  ///
  /// @param countedBytes as the ledger answered the newest ack
  /// @param pausedMillis how long the node held the session up, all pauses together: from the
  ///   answer that said so to the one that did not
  /// @param slowestAckMillis from a Usage's arrival to the ledger's answer
  /// @param refused the newest reason for staying silent
  public record Figures(
      long acks,
      long ackedBytes,
      long countedBytes,
      boolean paused,
      long pauses,
      long pausedMillis,
      double slowestAckMillis,
      @Nullable String refused,
      boolean ended) {
    private static final Figures NONE = new Figures(0, 0, 0, false, 0, 0, 0, null, false);

    public static Figures none() {
      return NONE;
    }

    private Figures refusedWith(String code) {
      return new Figures(
          acks,
          ackedBytes,
          countedBytes,
          paused,
          pauses,
          pausedMillis,
          slowestAckMillis,
          code,
          ended);
    }

    private Figures endedNow() {
      return new Figures(
          acks,
          ackedBytes,
          countedBytes,
          paused,
          pauses,
          pausedMillis,
          slowestAckMillis,
          refused,
          true);
    }

    /// @param millis since the answer before, which count if that one said paused
    Figures withPaused(boolean now, long millis) {
      return new Figures(
          acks,
          ackedBytes,
          countedBytes,
          now,
          pauses + (now && !paused ? 1 : 0),
          pausedMillis + (paused ? millis : 0),
          slowestAckMillis,
          refused,
          ended);
    }

    private Figures acknowledged(long acked, long counted, double millis) {
      return new Figures(
          acks + 1,
          acked,
          counted,
          paused,
          pauses,
          pausedMillis,
          Math.max(slowestAckMillis, millis),
          null,
          ended);
    }
  }

  public Figures figures() {
    return figures;
  }

  /// Answers until [#stop], or the ledger's word that the session is over for acks too.
  public void start() {
    loop.start();
  }

  /// @return whether the thread has ended, so that [#finish] may be called
  public boolean stop() {
    return loop.stop(Duration.ZERO);
  }

  private Duration turn() {
    if (!rehearsed) {
      rehearse();
      rehearsed = true;
    }
    try {
      long asked = System.nanoTime();
      boolean stated = step(WAIT);
      backOff.reset();
      // A ledger that answers at once without news must not be asked in a tight loop.
      boolean idle = !stated && System.nanoTime() - asked < IDLE_PAUSE.toNanos();
      return idle ? IDLE_PAUSE : Duration.ZERO;
    } catch (ProblemException e) {
      if (e.status() == 404 || e.status() == 410) {
        figures = figures.endedNow();
        loop.end();
        return Duration.ZERO;
      }
      figures = figures.refusedWith(e.code());
      return backOff.next();
    } catch (GatewayException e) {
      return backOff.next();
    }
  }

  /// Goes the whole way of an answer, but for the network, on a Usage that this client states to
  /// itself: the first real one may leave a quarter of a second before the node pauses, and loading
  /// code takes longer than that on a busy machine. Nothing of it is kept or sent.
  private void rehearse() {
    NodeId self = new NodeId(sessionKey.address());
    AckBook rehearsal = AckBook.of(book.session(), self, domain);
    Usage usage =
        new Usage(
            book.session(),
            self,
            BootId.parse("0x" + "00".repeat(BootId.LENGTH)),
            0,
            ByteCount.ZERO,
            ByteCount.ZERO,
            0);
    UsageAnswer answer =
        new UsageAnswer(
            TypedMessage.sign(usage, domain, sessionKey),
            usage.digest(domain),
            false,
            ByteCount.ZERO);
    byte[] json = Json.bytes(answer);
    UsageAnswer read = Json.read(json, UsageAnswer.class);
    if (read.usage() != null
        && rehearsal.decide(read.usage(), seen.get())
            instanceof Decision.Acknowledge(var ack, var ignored)) {
      Json.bytes(TypedMessage.sign(ack, domain, sessionKey));
    }
  }

  /// After the session's end: answers what the node states last, for at most `limit`.
  public void finish(Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    boolean more = true;
    while (more && System.nanoTime() < until) {
      try {
        more = step(Duration.ofSeconds(1));
      } catch (ProblemException | GatewayException e) {
        return;
      }
    }
  }

  /// One answer of the ledger.
  ///
  /// @return whether it brought a Usage that was not known
  private boolean step(Duration wait) {
    Bytes32 known = newest;
    UsageAnswer answer = calls.usage(known, wait);
    long arrived = System.nanoTime();
    if (answer.paused() || figures.paused()) {
      figures = figures.withPaused(answer.paused(), (arrived - answeredNanos) / 1_000_000);
    }
    answeredNanos = arrived;
    Bytes32 hash = answer.usageHash();
    if (answer.usage() == null || hash == null || (known != null && hash.equals(known))) {
      return false;
    }
    return switch (book.decide(answer.usage(), seen.get())) {
      case Decision.Acknowledge(var ack, var next) -> {
        long counted = calls.acknowledge(TypedMessage.sign(ack, domain, sessionKey));
        newest = hash;
        book = next;
        figures =
            figures.acknowledged(
                next.acked().bytes(), counted, (System.nanoTime() - arrived) / 1e6);
        yield true;
      }
      case Decision.Refuse(var code) -> {
        newest = hash;
        figures = figures.refusedWith(code.name());
        yield true;
      }
    };
  }
}
