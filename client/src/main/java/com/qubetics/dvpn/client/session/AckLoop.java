package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.session.AckBook.Allowed;
import com.qubetics.dvpn.client.session.AckBook.Bound;
import com.qubetics.dvpn.client.session.AckBook.Decision;
import com.qubetics.dvpn.client.session.AckBook.Refusal;
import com.qubetics.dvpn.loop.BackOff;
import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
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

  /// Until more of a Usage is tried that the limit has cut.
  private static final Duration LIMITED_PAUSE = Duration.ofSeconds(2);

  private static final Duration NEWS_LIMIT = Duration.ofSeconds(1);

  private final SessionCalls calls;
  private final Holding holding;
  private final PrivateKey sessionKey;
  private final Supplier<? extends Bound> bound;
  private final BackOff backOff;
  private final Loop loop = new Loop("acks", this::turn, failure -> {});
  // Written by the loop's thread, read by others.
  private volatile AckBook book;
  private volatile Figures figures;
  private boolean rehearsed;
  private @Nullable Bytes32 newest;
  private long answeredNanos;

  /// @param holding the right to sign; let go by [#finish]
  /// @param bound asked at each Usage
  public AckLoop(
      SessionCalls calls,
      Holding holding,
      Supplier<? extends Bound> bound,
      RandomGenerator random) {
    this.calls = calls;
    this.holding = holding;
    this.sessionKey = holding.sessionKey();
    this.bound = bound;
    this.book = holding.book();
    this.figures = Figures.none().startingAt(book.acked().bytes());
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

    /// @param acked by an earlier process
    private Figures startingAt(long acked) {
      return new Figures(0, acked, 0, false, 0, 0, 0, null, false);
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

    private Figures acknowledged(long acked, long counted, double millis, boolean cut) {
      return new Figures(
          acks + 1,
          acked,
          counted,
          paused,
          pauses,
          pausedMillis,
          Math.max(slowestAckMillis, millis),
          cut ? Refusal.LIMIT_REACHED.name() : null,
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
      Step step = step(WAIT);
      backOff.reset();
      // A ledger that answers at once without news must not be asked in a tight loop.
      boolean atOnce = System.nanoTime() - asked < IDLE_PAUSE.toNanos();
      return switch (step) {
        case ANSWERED -> Duration.ZERO;
        case LIMITED -> LIMITED_PAUSE;
        case NOTHING_NEW -> atOnce ? IDLE_PAUSE : Duration.ZERO;
      };
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
    Domain domain = book.domain();
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
        && rehearsal.decide(read.usage(), bound.get())
            instanceof Decision.Acknowledge(var ack, var ignored)) {
      Json.bytes(TypedMessage.sign(ack, domain, sessionKey));
    }
  }

  /// After the session's end: answers what the node states last, for at most `limit`. What is kept
  /// of the session is erased if the ledger has nothing more to answer, and kept for another
  /// process if not.
  ///
  /// @return whether it is settled
  public boolean finish(Duration limit) {
    boolean settled = answersAll(limit);
    if (settled) {
      holding.forget();
    } else {
      holding.ended();
      holding.close();
    }
    return settled;
  }

  private boolean answersAll(Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    Step step = Step.ANSWERED;
    try {
      while (step == Step.ANSWERED && System.nanoTime() < until) {
        step = step(NEWS_LIMIT);
      }
      return step == Step.NOTHING_NEW;
    } catch (ProblemException e) {
      // The ledger takes no acks of it, and never will.
      return e.status() == 404 || e.status() == 410;
    } catch (GatewayException e) {
      return false;
    }
  }

  /// Answers what is stated at this moment, once.
  ///
  /// @throws ProblemException if the ledger refuses, GatewayException if it does not answer
  public void once() {
    step(Duration.ZERO);
  }

  private enum Step {
    /// There was a Usage that was not known.
    ANSWERED,
    /// As ANSWERED, but the user's limit leaves some of it out, of which more may be signed later.
    LIMITED,
    NOTHING_NEW
  }

  /// One answer of the ledger.
  private Step step(Duration wait) {
    Bytes32 known = newest;
    UsageAnswer answer = calls.usage(known, wait);
    long arrived = System.nanoTime();
    if (answer.paused() || figures.paused()) {
      figures = figures.withPaused(answer.paused(), (arrived - answeredNanos) / 1_000_000);
    }
    answeredNanos = arrived;
    Bytes32 hash = answer.usageHash();
    if (answer.usage() == null || hash == null || (known != null && hash.equals(known))) {
      return Step.NOTHING_NEW;
    }
    return answer(answer.usage(), hash, arrived);
  }

  private Step answer(Signed<Usage> signed, Bytes32 hash, long arrived) {
    Usage usage = signed.message();
    Bound limit = bound.get();
    return switch (book.decide(signed, limit)) {
      case Decision.Acknowledge(var ack, var next) -> {
        // First: an answer that does not come leaves open whether it was counted.
        holding.advance(next, limit);
        book = next;
        long counted = calls.acknowledge(TypedMessage.sign(ack, next.domain(), sessionKey));
        boolean cut =
            limit instanceof Allowed
                && !(ack.rx().equals(usage.rx()) && ack.tx().equals(usage.tx()));
        figures =
            figures.acknowledged(
                next.acked().bytes(), counted, (System.nanoTime() - arrived) / 1e6, cut);
        yield answered(hash, cut);
      }
      case Decision.Refuse(var code) -> {
        figures = figures.refusedWith(code.name());
        yield answered(hash, code == Refusal.LIMIT_REACHED);
      }
    };
  }

  /// @param cut by the user's limit; the Usage is asked for again
  private Step answered(Bytes32 hash, boolean cut) {
    if (cut) {
      return Step.LIMITED;
    }
    newest = hash;
    return Step.ANSWERED;
  }
}
