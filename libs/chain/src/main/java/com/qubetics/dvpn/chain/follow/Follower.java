package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.follow.SetAside.Due;
import com.qubetics.dvpn.chain.follow.SetAsideLog.Act;
import com.qubetics.dvpn.chain.follow.SetAsideLog.State;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.rpc.Block;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RawLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/// Brings confirmed events to the handlers: in the order of the chain, once each.
///
/// How it works, and why. Where two nodes are given they have to say the same about each block and
/// log before it is acted on; until they do, nothing is, and a metric says so. Only blocks with the
/// network's number of confirmations are read, so an ordinary reorganisation never shows. Blocks
/// are known by hash: if the block at the position isn't the chain's any more, the follower walks
/// back to the common ancestor, has the handlers undo the events above it, the newest first, and
/// reads on from there: a transaction that stands in another block comes again, with its block.
/// Handlers, events and position change in one transaction, under a database lock: several replicas
/// may poll, one delivers.
///
/// A log that can't be decoded, stored or handled holds up nothing but what depends on it: it is
/// set aside with the reason ([SetAside]) and those behind it are followed. Its keys say what
/// depends on it: a later log that shares one is set aside too and waits, so that no handler meets
/// a node's second event without the first; by that log's keys others wait in turn. An operator has
/// the failed one tried again, or left out; those that waited then follow in the order of the
/// chain. An event whose undoing fails is set aside in the same way. A reorganisation drops what
/// was set aside above the common ancestor: it was never applied, and comes again if it still
/// stands.
///
/// Not for several threads; [#poll] is called by one loop, [#limits] by any.
public final class Follower {
  /// Of the service; a `log` here is the chain's.
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  /// Blocks read and delivered in one transaction.
  private static final long RANGE = 500;

  private final Network network;
  private final Endpoints chainNodes;
  private final FollowedEvents events;
  private final List<ChainEventHandler> handlers;
  private final FollowedChain chain;
  private final SetAside aside;
  private final Faults faults = new Faults();
  private final TransactionTemplate transaction;
  private final AtomicLong lagBlocks = new AtomicLong();
  private final AtomicLong disagreement = new AtomicLong();
  private final Counter delivered;
  private final Counter undone;
  private final Counter reorganisations;

  /// What the log has said of them. For the polling thread alone.
  private List<String> toldLimits = List.of();

  public Follower(
      Network network,
      List<JsonRpc> nodes,
      List<ChainEventHandler> handlers,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      MeterRegistry metrics) {
    this.network = network;
    this.chainNodes = new Endpoints(nodes, network.chainId());
    this.events = new FollowedEvents(network, jdbc);
    this.handlers = List.copyOf(handlers);
    this.chain = new FollowedChain(jdbc);
    this.aside = new SetAside(jdbc);
    this.transaction = transaction;
    Gauge.builder("dvpn.chain.lag.blocks", lagBlocks::get).register(metrics);
    Gauge.builder("dvpn.chain.disagreement", disagreement::get).register(metrics);
    this.delivered = metrics.counter("dvpn.chain.events");
    this.undone = metrics.counter("dvpn.chain.undone.events");
    this.reorganisations = metrics.counter("dvpn.chain.reorganisations");
  }

  /// Reads and delivers the next blocks.
  ///
  /// @return whether to call again at once
  /// @throws ChainException if the chain can't be asked or its answers don't fit together
  public boolean poll() {
    try {
      boolean more = follow();
      disagreement.set(0);
      return more;
    } catch (Endpoints.Disagreement e) {
      disagreement.set(1);
      throw e;
    } finally {
      tellLimits();
    }
  }

  private void tellLimits() {
    List<String> limits = limits();
    if (!limits.equals(toldLimits)) {
      LOG.info("what the endpoints take changed: lessThanUsual={}", limits);
      toldLimits = limits;
    }
  }

  /// Where the endpoints take less at once than is usual, with their own words.
  public List<String> limits() {
    return chainNodes.limits();
  }

  private boolean follow() {
    chainNodes.requireChain();
    Position at = chain.position().orElseGet(this::begin);
    long head = chainNodes.head();
    lagBlocks.set(Math.max(0, head - at.block()));
    if (head < at.block()) {
      return false;
    }
    long confirmed = head - network.confirmations();
    if (confirmed <= at.block()) {
      if (!chainNodes.have(at)) {
        return rewind(at);
      }
      tryAgain(at);
      return false;
    }
    long to = Math.min(confirmed, at.block() + RANGE);
    ChainRange range;
    try {
      // That the next block names the one at the position shows that the chain has it still.
      range = chainNodes.read(events.contracts(), at, to);
    } catch (ChainRange.Unconnected e) {
      if (!chainNodes.have(at)) {
        return rewind(at);
      }
      throw e;
    }
    tryAgain(at);
    return deliver(at, range) && to < confirmed;
  }

  /// One transaction per range: its events and the position after it. If an event fails, one per
  /// block, so that little is done again.
  private boolean deliver(Position at, ChainRange range) {
    boolean moved = true;
    try {
      moved = deliver(at, range.blocks(), range);
    } catch (LogFailure failure) {
      requireGivenUp(failure);
      Position from = at;
      for (Block block : range.blocks()) {
        if (!deliverWithoutFailing(from, block, range)) {
          return false;
        }
        from = new Position(block.number(), block.hash());
      }
    }
    if (moved) {
      faults.forget();
    }
    return moved;
  }

  private boolean deliverWithoutFailing(Position from, Block block, ChainRange range) {
    while (true) {
      try {
        return deliver(from, List.of(block), range);
      } catch (LogFailure failure) {
        requireGivenUp(failure);
      }
    }
  }

  private boolean deliver(Position at, List<Block> blocks, ChainRange range) {
    return whileAt(
        at,
        status -> {
          for (Block block : blocks) {
            for (RawLog log : range.logsOf(block)) {
              take(Act.APPLY, new Logged(log, block.time()), status);
            }
          }
          chain.moveTo(blocks);
        });
  }

  /// @return whether the position was still there, and nobody else at work
  private boolean whileAt(Position at, Consumer<TransactionStatus> work) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              if (!chain.take(at)) {
                return false;
              }
              work.accept(status);
              return true;
            }));
  }

  /// Throws on unless the log is set aside from here on.
  private void requireGivenUp(LogFailure failure) {
    if (!faults.givesUp(failure)) {
      throw failure.failure();
    }
  }

  /// Brings a log to the handlers, or sets it aside.
  private void take(Act act, Logged logged, TransactionStatus status) {
    RawLog log = logged.log();
    if (!events.knows(log)) {
      return;
    }
    if (act == Act.UNDO) {
      events.remove(logged);
    }
    List<String> keys = events.keys(log);
    Optional<String> reason = faults.reason(act, log);
    if (reason.isPresent()) {
      aside.add(act, State.FAILED, logged, keys, reason.get());
      LOG.error(
          "log set aside: act={} block={} logIndex={} transaction={} reason={}",
          act,
          log.block(),
          log.logIndex(),
          log.transaction(),
          reason.get());
    } else if (aside.holdsUp(keys)) {
      aside.add(act, State.WAITING, logged, keys, "an earlier log about the same is set aside");
    } else {
      perform(act, logged, status);
    }
  }

  private void perform(Act act, Logged logged, TransactionStatus status) {
    try {
      ConfirmedEvent event = events.read(logged);
      switch (act) {
        case APPLY -> {
          events.add(logged);
          handlers.forEach(handler -> handler.on(event));
          delivered.increment();
        }
        case UNDO -> {
          handlers.reversed().forEach(handler -> handler.undo(event));
          undone.increment();
        }
      }
      // What an entity manager still holds back fails here, where the log is known.
      status.flush();
    } catch (RuntimeException e) {
      throw new LogFailure(act, logged.log(), e);
    }
  }

  /// What an operator wants tried again, and what waited for nothing else; each in a transaction of
  /// its own.
  private void tryAgain(Position at) {
    boolean more = true;
    for (int tried = 0; more && tried < RANGE; tried++) {
      AtomicReference<@Nullable Due> trying = new AtomicReference<>();
      try {
        whileAt(
            at,
            status ->
                aside
                    .due()
                    .ifPresent(
                        due -> {
                          trying.set(due);
                          aside.remove(due.id());
                          perform(due.act(), due.logged(), status);
                        }));
        more = trying.get() != null;
        if (more) {
          LOG.info("log set aside before was taken: {}", trying.get());
        }
      } catch (LogFailure failure) {
        if (failure.passes()) {
          throw failure.failure();
        }
        Due due = Objects.requireNonNull(trying.get());
        String reason = SetAside.reason(failure.failure());
        whileAt(at, status -> aside.failed(due.id(), reason));
        LOG.error("log set aside failed again: id={} reason={}", due.id(), reason);
      }
    }
  }

  /// @return whether the position moved
  private boolean rewind(Position at) {
    Position ancestor = commonAncestor();
    while (true) {
      try {
        boolean moved = whileAt(at, status -> rewind(at, ancestor, status));
        if (moved) {
          faults.forget();
        }
        return moved;
      } catch (LogFailure failure) {
        requireGivenUp(failure);
      }
    }
  }

  private void rewind(Position at, Position ancestor, TransactionStatus status) {
    List<Logged> dropped = events.above(ancestor.block());
    aside.rewindTo(ancestor.block());
    dropped.forEach(logged -> take(Act.UNDO, logged, status));
    chain.rewindTo(ancestor);
    reorganisations.increment();
    LOG.warn(
        "chain was reorganised below the position: from={} to={} undoneEvents={}",
        at.block(),
        ancestor.block(),
        dropped.size());
  }

  /// By halves: a chain that has a block has all before it.
  private Position commonAncestor() {
    List<Position> remembered = chain.remembered();
    int dropped = 0;
    int kept = remembered.size();
    while (dropped < kept) {
      int middle = (dropped + kept) / 2;
      if (chainNodes.have(remembered.get(middle))) {
        kept = middle;
      } else {
        dropped = middle + 1;
      }
    }
    if (kept == remembered.size()) {
      throw new ChainException(
          "no common block with the chain in the last %s: another chain, or one started afresh"
              .formatted(FollowedChain.REMEMBERED_BLOCKS));
    }
    return remembered.get(kept);
  }

  /// The first start: just below the contracts' deployment.
  private Position begin() {
    Position start = chainNodes.at(Math.max(0, network.deployedAtBlock() - 1));
    transaction.executeWithoutResult(status -> chain.begin(start));
    return chain.position().orElseThrow();
  }
}
