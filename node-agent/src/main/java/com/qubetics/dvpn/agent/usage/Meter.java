package com.qubetics.dvpn.agent.usage;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.CreditBound;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts one session in one boot of the agent: what it moved, what of that is signed, and when the
/// next [Usage] is due. Not thread-safe; times are milliseconds of the agent's clock.
public final class Meter {
  /// Usages that an ack may still answer.
  private static final int REMEMBERED = 64;

  /// A session that fell silent gets its last bytes stated after this.
  private static final long SILENCE_MILLIS = 500;

  /// A paused session is stated again after this: late packets let its client sign more.
  private static final long PAUSED_MILLIS = 5_000;

  /// After more than this the clock was set forward, or the agent stood still: no rate is told by
  /// it, and none is forgotten.
  private static final long LONGEST_LOOK_MILLIS = 10_000;

  private static final long RISING_MILLIS = 1_000;
  private static final long RISING = 64L << 20;

  /// A credit is small that two looks of the usual pace, and the ack between them, use up.
  private static final int RISING_SECONDS = 2;

  /// What a slowed session may still move lasts as long as an ack is waited for, and at least so
  /// long: a network that answered at once a moment ago may be busy by the time of this answer.
  private static final long SLOW_MILLIS = 5_000;

  /// A limit of the kernel lets a second's worth pass at once.
  private static final long BUCKET_MILLIS = 1_000;

  private static final long LEAST_SPEED = 16 << 10;

  private final Signer signer;
  private final long intervalMillis;
  private final AnswerTimes times;
  private final long signedBefore;
  private final AckTimes answers = new AckTimes();
  private CounterFold rx;
  private CounterFold tx;
  private Credit credit;
  private Rate rate = Rate.NONE;
  private long seq;
  private long signedTotal;
  private long signedAt;
  private long sampledAt;
  private long movedAt;
  private long ackedSeq = -1;
  private Flow flow = Flow.FREE;
  private long speed;
  private long slowUntil;
  private long overdraft = Credit.ON_THE_WAY;
  private long waitingSince;
  private Settled settled = Settled.NONE;
  private long countedBefore;
  private final Map<Bytes32, Stated> open = new LinkedHashMap<>();

  /// A usage, and when it was stated and what WireGuard's counters showed then.
  private record Stated(Usage usage, long at, long rxRaw, long txRaw) {}

  /// Who states the usage of which session.
  public record Signer(
      SessionId session,
      SessionKey client,
      NodeId node,
      BootId boot,
      Domain domain,
      PrivateKey key) {}

  /// What the control plane tells of a session's account.
  ///
  /// @param credit bytes of the account's credit that this session is given
  /// @param signedBefore what the account signed for in earlier sessions; believed only once this
  ///   session's client has signed
  public record Trust(ByteCount credit, ByteCount signedBefore) {
    public static final Trust NEWCOMER =
        new Trust(new ByteCount(CreditBound.NEWCOMER), ByteCount.ZERO);
  }

  /// @param intervalMillis the longest time between two statements
  /// @param times of all sessions of this node
  public Meter(Signer signer, long intervalMillis, AnswerTimes times, Trust trust, long now) {
    this.signer = signer;
    this.intervalMillis = intervalMillis;
    this.times = times;
    this.signedBefore = trust.signedBefore().bytes();
    this.credit = Credit.start(trust.credit().bytes());
    this.rx = CounterFold.startingAt(0);
    this.tx = CounterFold.startingAt(0);
    this.signedAt = now;
    this.sampledAt = now;
    this.movedAt = now;
    passAs(next(now));
  }

  /// Goes on where an earlier boot's client has signed: what moved later is stated in this boot.
  public void resume(Settled before) {
    settled = before;
    countedBefore = before.counted();
  }

  /// Says that the peer was there already, and that its counters go on.
  public void adopt() {
    rx = CounterFold.startingAt(settled.rxRaw());
    tx = CounterFold.startingAt(settled.txRaw());
  }

  /// Takes a reading of WireGuard's counters whose bytes don't count.
  public void passOver(long rxRaw, long txRaw, long now) {
    rx = rx.passOver(rxRaw);
    tx = tx.passOver(txRaw);
    sampledAt = now;
  }

  /// Takes a reading of WireGuard's counters, and says how the session's packets pass from here on.
  public Flow read(long rxRaw, long txRaw, long now) {
    long before = counted();
    rx = rx.read(rxRaw);
    tx = tx.read(txRaw);
    long moved = counted() - before;
    long passed = now - sampledAt;
    if (passed < 0) {
      // The clock was set back: what was due stays due as soon.
      signedAt += passed;
      movedAt += passed;
      waitingSince += passed;
      slowUntil += passed;
    }
    if (flow != Flow.PAUSED && passed <= LONGEST_LOOK_MILLIS) {
      rate = rate.after(moved, passed);
    }
    if (moved > 0) {
      movedAt = now;
      credit = credit.atRate(bytesPerSecond(), answerMillis(now));
    }
    sampledAt = now;
    if (flow != Flow.PAUSED) {
      passAs(next(now));
    }
    return flow;
  }

  /// Whether a statement should be signed: a step of the credit is unstated, the session fell
  /// silent with bytes unstated, or the last one is old.
  public boolean isDue(long now) {
    long unstated = counted() - signedTotal;
    return unstated >= credit.step()
        || now - signedAt >= (isPaused() ? Math.min(PAUSED_MILLIS, intervalMillis) : intervalMillis)
        || (unstated > 0 && now - movedAt >= SILENCE_MILLIS);
  }

  /// A pause needs a credit that is used up and, of a client that has signed before, an ack that is
  /// overdue; or an overdraft that is used up too. An overdraft that is in use does not shrink with
  /// the rate: the bytes were moved at a higher one.
  private Flow next(long now) {
    long fresh = credit.overdraft(bytesPerSecond(), answerMillis(now));
    if (!credit.isUsedUp(counted())) {
      overdraft = fresh;
      return credit.startsSlowly() ? Flow.SLOWED : Flow.FREE;
    }
    overdraft = credit.proven() ? Math.max(overdraft, fresh) : fresh;
    if (left() <= 0) {
      return Flow.PAUSED;
    }
    if (!credit.proven()) {
      return Flow.SLOWED;
    }
    return waited(now) >= patience(now) ? Flow.PAUSED : Flow.FREE;
  }

  private void passAs(Flow next) {
    if (next == Flow.SLOWED && flow != Flow.SLOWED) {
      slowUntil = sampledAt + Math.max(SLOW_MILLIS, patience(sampledAt));
      speed = lastingSpeed();
    } else if (next == Flow.SLOWED && slowUntil - sampledAt > BUCKET_MILLIS) {
      // What passes until a limit is in force can be most of what was left.
      speed = lastingSpeed() < speed / 2 ? lastingSpeed() : speed;
    }
    flow = next;
  }

  /// Bytes per second by which what is left lasts until [#slowUntil].
  private long lastingSpeed() {
    return Math.max(LEAST_SPEED, left() * 1000 / (slowUntil - sampledAt + BUCKET_MILLIS));
  }

  /// Bytes until the session is paused whatever comes.
  private long left() {
    return Math.min(credit.limit() + overdraft, credit.bound()) - credit.unsigned(counted());
  }

  /// Since the last ack or, where nothing was left to answer then, since the first statement after
  /// it. Later statements don't set it back.
  private long waited(long now) {
    return open.isEmpty() ? 0 : now - waitingSince;
  }

  private long patience(long now) {
    return Credit.PATIENCE * answerMillis(now);
  }

  private long answerMillis(long now) {
    return times.of(answers, now);
  }

  private long bytesPerSecond() {
    return (long) rate.bytesPerSecond();
  }

  public Signed<Usage> sign(long now) {
    Usage usage =
        new Usage(
            signer.session(),
            signer.node(),
            signer.boot(),
            ++seq,
            new ByteCount(rx.total()),
            new ByteCount(tx.total()),
            now / 1000);
    signedTotal = counted();
    signedAt = now;
    if (open.isEmpty()) {
      waitingSince = now;
    }
    open.put(usage.digest(signer.domain()), new Stated(usage, now, rx.raw(), tx.raw()));
    if (open.size() > REMEMBERED) {
      open.remove(open.keySet().iterator().next());
    }
    return TypedMessage.sign(usage, signer.domain(), signer.key());
  }

  /// Takes the client's ack if it answers a statement of this boot and is newer than the last.
  ///
  /// @return whether it was taken
  public boolean take(Signed<Ack> ack, long now) {
    Stated stated = open.get(ack.message().usageHash());
    if (stated == null
        || stated.usage().seq() <= ackedSeq
        || !ack.message().answers(stated.usage(), signer.domain())
        || !ack.isBy(signer.client().address(), signer.domain())) {
      return false;
    }
    Usage usage = stated.usage();
    ackedSeq = usage.seq();
    waitingSince = now;
    times.add(answers, now - stated.at(), now);
    open.values().removeIf(older -> older.usage().seq() <= ackedSeq);
    long total = usage.rx().plus(usage.tx()).bytes();
    long signed = ack.message().total().bytes();
    long settles = signed + Loss.allowed(usage.tx().bytes(), signed);
    credit =
        settles >= total
            ? credit.afterAck(
                total, counted(), signedBefore + signed, bytesPerSecond(), answerMillis(now))
            : credit.afterShortAck(settles, bytesPerSecond());
    passAs(next(now));
    settled = new Settled(countedBefore + total, stated.rxRaw(), stated.txRaw());
    return true;
  }

  /// How far this session's bytes are signed for.
  public Settled settled() {
    return settled;
  }

  public Flow flow() {
    return flow;
  }

  public boolean isPaused() {
    return flow == Flow.PAUSED;
  }

  /// Bytes per second, both directions together, that a session may move which is slowed.
  public long speed() {
    return speed;
  }

  /// How soon the next look at the counters should come, so that a statement leaves before the
  /// credit is used up.
  public Pace pace(long now) {
    long small = Math.max(RISING, RISING_SECONDS * bytesPerSecond());
    boolean rising = credit.limit() <= small && now - movedAt < RISING_MILLIS;
    return rising ? Pace.RISING : Pace.USUAL;
  }

  /// rx + tx of this boot.
  public long counted() {
    return rx.total() + tx.total();
  }

  /// rx + tx since the session began, over all boots.
  public long countedEver() {
    return countedBefore + counted();
  }

  public long rxBytes() {
    return rx.total();
  }

  public long txBytes() {
    return tx.total();
  }

  public Credit credit() {
    return credit;
  }
}
