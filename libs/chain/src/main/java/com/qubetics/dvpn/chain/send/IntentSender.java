package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.IntentState.Status;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.Block;
import com.qubetics.dvpn.evm.rpc.ChainIdCheck;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Turns stored intents into transactions, one effect each (invariant I8).
///
/// How it works, and why. An intent gets one nonce, under the sending key's row lock, and keeps it:
/// whatever is signed for it later carries that nonce, and the chain takes each nonce once. Signed
/// bytes are stored before they are sent, so a crash in between loses nothing and signs nothing
/// twice. Until a block holds one of its transactions the node is offered the newest, and where it
/// refuses that, those before. More is offered only if blocks were made without it that left it too
/// little to offer: time alone says nothing, since a chain may stand still for hours, and nothing
/// is signed, spent or given up meanwhile. Done is what has the network's number of confirmations;
/// what a reorganisation drops, even below that, is sent again.
///
/// A contract's refusal shows when gas is estimated, before a nonce is given: the intent stays
/// PENDING and is tried again, since most refusals pass (an epoch that has not ended, a delay),
/// until the limit. The limit counts from the last time that something of this key got through, so
/// that a queue of intents that build on each other is worked off however old it is.
///
/// One look hands over what is signed, then signs what is new, then asks what became of the rest:
/// no answer that is late keeps a transaction from being sent. An intent whose question the node
/// does not answer comes last at the next look, so that it holds up none of the others.
///
/// It halts, with a metric to alarm on, if the chain or the node's pool has seen nonces that this
/// database has not given out: a restored backup, or somebody else with the key. It goes on once
/// they are all in blocks and its settings name the number that they end before.
///
/// The other way round, the chain may wait for a nonce that this database never had: a database
/// that began after transactions which a deep reorganisation then dropped. No higher nonce can get
/// into a block before it; what has one counts as stuck until somebody with the key fills the gap.
///
/// [#poll] is called by one loop, all else by any thread.
public final class IntentSender implements Sender {
  private static final Logger log = LoggerFactory.getLogger(IntentSender.class);

  /// Questions in a row: more silence is not about one intent.
  private static final int MOST_UNANSWERED = 2;

  /// Behind one address there may be a node that is behind, with nonces of before.
  private static final Duration NODE_BEHIND = Duration.ofMinutes(1);

  private final JsonRpc rpc;
  private final ChainIdCheck chainId;
  private final Signer signer;
  private final SenderSettings settings;
  private final Intents intents;
  private final Signing signing;
  private final SentIntents sent;
  private final Clock clock;
  private volatile SenderStatus status = SenderStatus.UNKNOWN;

  // From here on owned by the loop that polls.
  private final Standstill standstill = new Standstill();
  private boolean halted;

  /// Nonces below this number have been seen, be it by a node that the next look does not reach.
  private long highestKnown;

  /// Since when each look has found a gap.
  private @Nullable Instant gapSince;

  /// Ids of intents that the node gave no answer about when it was asked last.
  private final Set<Long> unanswered = new HashSet<>();

  public IntentSender(
      Network network,
      JsonRpc rpc,
      Signer signer,
      SenderSettings settings,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Clock clock,
      MeterRegistry metrics) {
    this.rpc = rpc;
    this.chainId = new ChainIdCheck(rpc, network.chainId());
    this.signer = signer;
    this.settings = settings;
    this.intents = new Intents(jdbc, signer.address());
    this.clock = clock;
    Broadcast broadcast = new Broadcast(rpc);
    this.signing =
        new Signing(network.chainId(), rpc, signer, settings, intents, broadcast, transaction);
    this.sent =
        new SentIntents(
            rpc, intents, broadcast, signing, network.confirmations(), settings.raiseAfter());
    gauge(metrics, "dvpn.chain.intents.open", SenderStatus::open);
    gauge(metrics, "dvpn.chain.intents.stuck", SenderStatus::stuck);
    gauge(metrics, "dvpn.chain.intents.capped", SenderStatus::capped);
    gauge(metrics, "dvpn.chain.sender.halted", at -> at.halted() ? 1 : 0);
    gauge(metrics, "dvpn.chain.sender.balance.tics", SenderStatus::balanceTics);
    gauge(metrics, "dvpn.chain.spent.today.tics", at -> SenderStatus.tics(at.spentToday()));
    gauge(metrics, "dvpn.chain.max.per.day.tics", at -> SenderStatus.tics(settings.maxPerDay()));
    gauge(metrics, "dvpn.chain.signer.available", at -> at.signerProblem() == null ? 1 : 0);
  }

  private void gauge(MeterRegistry metrics, String name, ToDoubleFunction<SenderStatus> value) {
    Gauge.builder(name, () -> value.applyAsDouble(status)).register(metrics);
  }

  @Override
  public boolean ensure(String name, Call call, Duration retryAfter) {
    int attempt = intents.due(name, clock.instant().minus(retryAfter));
    if (attempt == 0 || !intents.add(name, attempt, call, clock.instant())) {
      return false;
    }
    if (attempt > 1) {
      log.warn("sent again what failed: intent={} attempt={}", name, attempt);
    }
    return true;
  }

  /// Whether [#ensure] would store an intent: for a call that is dear to make.
  public boolean isDue(String name, Duration retryAfter) {
    return intents.due(name, clock.instant().minus(retryAfter)) > 0;
  }

  @Override
  public Optional<IntentState> state(String name) {
    return intents.state(name);
  }

  /// Whether something is under way whose name begins so.
  public boolean isUnderWay(String prefix) {
    return intents.isUnderWay(prefix);
  }

  /// How many intents were stored from a moment on whose names begin so.
  public long storedSince(String prefix, Instant from) {
    return intents.storedSince(prefix, from);
  }

  /// The sending key's account.
  public Address address() {
    return signer.address();
  }

  /// Where it stood at its last look; for any thread.
  public SenderStatus status() {
    return status;
  }

  /// Looks after all open intents once.
  ///
  /// @throws ChainException if the chain can't be asked; what could be done was done
  public void poll() {
    chainId.require();
    signing.askSigner(clock.instant());
    Turn turn = look();
    TokenAmount balance = new TokenAmount(rpc.balance(signer.address()));
    long next = intents.nextNonce().orElseGet(() -> begin(turn));
    if (turn.known > next && turn.known == turn.used && turn.known == settings.acceptedNonce()) {
      log.warn("nonces accepted: sender={} from={} below={}", signer.address(), next, turn.known);
      intents.skipTo(turn.known);
      next = turn.known;
      highestKnown = next;
    }
    highestKnown = Math.max(highestKnown, turn.known);
    halt(highestKnown, next);
    Optional<ChainException> failure = halted ? Optional.empty() : work(turn);
    status =
        new SenderStatus(
            intents.count(),
            turn.stuck,
            turn.capped,
            halted,
            balance,
            intents.spentSince(Signing.dayOf(turn.now)),
            signing.signerProblem());
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private Turn look() {
    Instant now = clock.instant();
    long used = rpc.nonce(signer.address());
    long known = Math.max(used, rpc.pendingNonce(signer.address()));
    Block head = rpc.latestBlock();
    if (standstill.endsAt(head.number(), now)) {
      log.info("the chain makes blocks again: block={}", head.number());
      intents.forgetRefusals();
    }
    boolean still = standstill.at(head.number(), now);
    return new Turn(now, used, known, head, Fees.current(rpc, head), still);
  }

  private Optional<ChainException> work(Turn turn) {
    reopenDropped();
    boolean gap = isGap(turn);
    return Stream.of(
            eachOf(
                Status.SENT,
                intent -> intent.sentNonce() >= turn.used,
                intent -> sent.keepAlive(intent, gap, turn)),
            eachOf(Status.PENDING, intent -> true, intent -> signing.first(intent, turn)),
            eachOf(
                Status.SENT,
                intent -> intent.sentNonce() < turn.used,
                intent -> sent.settle(intent, turn)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /// Whether the next nonce is neither in the node's pool nor any intent's, and was not for long.
  private boolean isGap(Turn turn) {
    if (turn.known != turn.used || intents.hasGivenOut(turn.used)) {
      gapSince = null;
      return false;
    }
    Instant since = gapSince == null ? turn.now : gapSince;
    gapSince = since;
    return !turn.now.isBefore(since.plus(NODE_BEHIND));
  }

  /// Takes some intents' turns, those last that went without an answer before.
  ///
  /// @return why the rest had none, if they had none
  private Optional<ChainException> eachOf(
      Status status, Predicate<Intent> which, Consumer<Intent> turn) {
    Set<Long> last = Set.copyOf(unanswered);
    Silence silence = new Silence();
    try {
      intents.forEach(
          status,
          intent -> {
            if (which.test(intent) && !last.contains(intent.id())) {
              one(intent, turn, silence);
            }
          });
      if (!last.isEmpty()) {
        intents.forEach(
            status,
            intent -> {
              if (which.test(intent) && last.contains(intent.id())) {
                one(intent, turn, silence);
              }
            });
      }
      return Optional.empty();
    } catch (ChainException e) {
      return Optional.of(e);
    }
  }

  /// @throws ChainException if the node has been silent for too long
  private void one(Intent intent, Consumer<Intent> turn, Silence silence) {
    try {
      turn.accept(intent);
      unanswered.remove(intent.id());
      silence.questions = 0;
    } catch (RpcError e) {
      intents.problem(intent, e.words());
    } catch (ChainException e) {
      intents.problem(intent, String.valueOf(e.getMessage()));
      unanswered.add(intent.id());
      if (++silence.questions == MOST_UNANSWERED) {
        throw e;
      }
    }
  }

  /// How many questions in a row the node has not answered.
  private static final class Silence {
    private int questions;
  }

  /// Asks for the newest block that something of this key has ended in: if the chain has it still,
  /// it has all before it. A block that the node lacks at the moment is asked for again.
  private void reopenDropped() {
    Optional<Intents.Settled> newest = intents.newestSettled();
    while (newest.filter(this::isDropped).isPresent()) {
      log.warn(
          "chain was reorganised below ended intents: block={} reopened={}",
          newest.get().block(),
          intents.reopen(newest.get()));
      newest = intents.newestSettled();
    }
  }

  private boolean isDropped(Intents.Settled settled) {
    return rpc.block(settled.block())
        .filter(block -> !block.hash().equals(settled.hash()))
        .isPresent();
  }

  private long begin(Turn turn) {
    intents.beginAt(Math.max(turn.known, rpc.pendingNonce(signer.address())));
    return intents.nextNonce().orElseThrow();
  }

  /// @param known nonces below this number are in blocks or in the node's pool
  private void halt(long known, long next) {
    boolean ahead = known > next;
    if (ahead && !halted) {
      log.error(
          "sender halted: the chain has seen nonces that this database has not given out:"
              + " sender={} chainNonce={} databaseNonce={}",
          signer.address(),
          known,
          next);
    }
    halted = ahead;
  }
}
