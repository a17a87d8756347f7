package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.rpc.Block;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import com.qubetics.dvpn.chain.rpc.RawLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
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
/// Not for several threads; [#poll] is called by one loop.
public final class Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  /// Blocks read and delivered in one transaction.
  private static final long RANGE = 500;

  private final Network network;
  private final Endpoints chainNodes;
  private final FollowedEvents events;
  private final List<ChainEventHandler> handlers;
  private final FollowedChain chain;
  private final TransactionTemplate transaction;
  private final AtomicLong lagBlocks = new AtomicLong();
  private final AtomicLong disagreement = new AtomicLong();
  private final Counter delivered;
  private final Counter undone;
  private final Counter reorganisations;

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
    this.transaction = transaction;
    metrics.gauge("dvpn.chain.lag.blocks", lagBlocks);
    metrics.gauge("dvpn.chain.disagreement", disagreement);
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
    }
  }

  private boolean follow() {
    chainNodes.requireChain();
    Position at = chain.position().orElseGet(this::begin);
    long head = chainNodes.head();
    lagBlocks.set(Math.max(0, head - at.block()));
    if (head < at.block()) {
      return false;
    }
    if (!chainNodes.have(at)) {
      return rewind(at);
    }
    long confirmed = head - network.confirmations();
    if (confirmed <= at.block()) {
      return false;
    }
    long to = Math.min(confirmed, at.block() + RANGE);
    return deliver(at, chainNodes.read(events.contracts(), at, to)) && to < confirmed;
  }

  /// One transaction per range: its events and the position after it.
  private boolean deliver(Position at, ChainRange range) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              if (!chain.take(at)) {
                return false;
              }
              for (Block block : range.blocks()) {
                deliver(block, range.logsOf(block));
              }
              chain.moveTo(range.blocks());
              return true;
            }));
  }

  private void deliver(Block block, List<RawLog> logs) {
    for (RawLog log : logs) {
      events
          .read(block, log)
          .ifPresent(
              event -> {
                events.add(block, log);
                handlers.forEach(handler -> handler.on(event));
                delivered.increment();
              });
    }
  }

  /// @return whether the position moved
  private boolean rewind(Position at) {
    Position ancestor = commonAncestor();
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              if (!chain.take(at)) {
                return false;
              }
              List<ConfirmedEvent> dropped = events.above(ancestor.block());
              dropped.forEach(this::undo);
              chain.rewindTo(ancestor);
              reorganisations.increment();
              LOG.warn(
                  "chain was reorganised below the position: from={} to={} undoneEvents={}",
                  at.block(),
                  ancestor.block(),
                  dropped.size());
              return true;
            }));
  }

  private void undo(ConfirmedEvent event) {
    events.remove(event);
    handlers.reversed().forEach(handler -> handler.undo(event));
    undone.increment();
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
          "no common block with the chain in the last %d: another chain, or one started afresh"
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
