package com.qubetics.dvpn.engines.qubetics;

import static com.qubetics.dvpn.engines.qubetics.Behind.hex;
import static com.qubetics.dvpn.engines.qubetics.Behind.number;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.ChainEngine;
import com.qubetics.dvpn.engines.EngineException;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A stand-in for the real chain: anvil executes, and what is asked is answered as an Evmos v19
/// does over CometBFT 0.37.
///
/// ## How it works, and why
///
/// Transactions don't go to anvil when they come. They wait in a pool of the stand-in's own, which
/// has that client's rules ([Pool]), and go to anvil in the order in which they came, just before
/// it is told to make a block with the base fee that [FeeMarket] says. What the client charges
/// beyond what anvil took ([Charges]) is taken from the senders right after the block, before
/// anybody sees it. All answers are read from anvil and rewritten ([Methods]). That way state, code
/// and reverts are real, and fees, order and words are that client's.
///
/// What differs all the same: block hashes are anvil's; the further charge is taken at the end of
/// the block instead of with the transaction, never more than the sender has, and from nobody's
/// hand to nobody's; a transaction whose check fails in the block leaves no trace, while the real
/// chain keeps it in the block without a receipt; there is one node, so that nothing is told on to
/// others. A chain that executes at paris is an older one still than that client's, which knows
/// PUSH0 besides.
///
/// A halt is what an upgrade at a height looks like, from memory (the parts of Cosmos SDK and
/// CometBFT that make it were not read): reads are served and transactions taken, but no block
/// comes; then the program is restarted, and its pool, which lies in memory, is empty.
///
/// Thread-safe: answers share a read lock, blocks and transactions take the write lock.
public final class QubeticsLike implements ChainEngine {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final Behind behind;
  private final long chainId;
  private final Pool pool;
  private final Charges charges;
  private final Index index = new Index();
  private final Methods methods;
  private final Door door;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final @Nullable ScheduledExecutorService every;
  private volatile QubeticsSettings settings;

  /// All guarded by the lock.
  private long head;

  private FeeMarket fees;
  private boolean isHalted;

  private QubeticsLike(
      Anvil anvil, long chainId, InetSocketAddress address, QubeticsSettings settings) {
    this.settings = settings;
    this.chainId = chainId;
    this.behind = new Behind(anvil);
    this.pool = new Pool(behind, chainId);
    this.charges = new Charges(behind);
    this.methods = new Methods(behind, this);
    JsonNode newest = behind.get("eth_getBlockByNumber", "latest", false);
    this.head = number(newest.get("number")).longValueExact();
    this.fees = new FeeMarket(settings.gas().genesisBaseFee(), 0);
    if (head == 0) {
      // The client's first block is 1; anvil's 0 is never shown.
      make(settings.gas().genesisBaseFee());
    } else {
      this.fees =
          new FeeMarket(
              number(newest.get("baseFeePerGas")), Charges.sum(charges.of(newest, settings)));
    }
    this.door = new Door(this, address);
    this.every = settings.interval() == null ? null : startClock(settings.interval());
  }

  /// A chain of one's own for a test.
  public static QubeticsLike start(QubeticsSettings settings) {
    return start(settings, Anvil.CHAIN_ID);
  }

  /// The same with an id that is not a development chain's.
  public static QubeticsLike start(QubeticsSettings settings, long chainId) {
    Anvil anvil = Anvil.byHand(settings.gas().blockLimit());
    anvil.call("anvil_setChainId", "[%s]".formatted(chainId));
    return start(anvil, chainId, settings, loopback(0));
  }

  /// The devnet's chain, on all addresses of the port, and its state kept in `directory`; what
  /// waits in the pool is not.
  public static QubeticsLike start(Path directory, int port, QubeticsSettings settings) {
    return start(
        Anvil.byHand(settings.gas().blockLimit(), directory),
        Anvil.CHAIN_ID,
        settings,
        new InetSocketAddress(port));
  }

  private static QubeticsLike start(
      Anvil anvil, long chainId, QubeticsSettings settings, InetSocketAddress address) {
    try {
      return new QubeticsLike(anvil, chainId, address, settings);
    } catch (RuntimeException e) {
      anvil.close();
      throw e;
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public String rpcUrl() {
    return "http://127.0.0.1:" + door.port();
  }

  @Override
  public Anvil anvil() {
    return behind.anvil();
  }

  /// From here on it behaves so; the time between blocks and the gas of one stay.
  public void become(QubeticsSettings other) {
    settings = other;
  }

  /// Makes a block, with those who wait as far as it has room.
  ///
  /// @throws EngineException if the chain stands still
  public void block() {
    lock.writeLock().lock();
    try {
      if (isHalted) {
        throw new EngineException("the chain stands still");
      }
      make(fees.next(settings));
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void mine(int blocks) {
    for (int i = 0; i < blocks; i++) {
      block();
    }
  }

  /// No block from here on; reads are answered and transactions taken. Again: nothing happens.
  public void halt() {
    lock.writeLock().lock();
    try {
      isHalted = true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// Blocks again.
  ///
  /// @param poolEmptied whether what waited is forgotten, and nobody is told
  public void resume(boolean poolEmptied) {
    lock.writeLock().lock();
    try {
      if (poolEmptied) {
        pool.empty();
      }
      isHalted = false;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// How many transactions wait.
  public int waiting() {
    lock.readLock().lock();
    try {
      return pool.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Ends it, and the anvil behind. Again: nothing happens.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (every != null) {
      every.shutdownNow();
    }
    door.close();
    behind.anvil().close();
  }

  /// The answer to a call.
  JsonNode answer(String method, JsonNode parameters) throws Refusal, InterruptedException {
    boolean writes = method.equals("eth_sendRawTransaction");
    JsonNode answer = locked(writes, method, parameters);
    if (method.equals("eth_getTransactionReceipt")) {
      // Without the lock: the successor looks again and again, after pauses that double.
      Duration left = settings.receipts().unknown();
      for (Duration pause = FIRST_PAUSE;
          answer.isNull() && left.isPositive();
          pause = pause.multipliedBy(2)) {
        Duration next = pause.compareTo(left) < 0 ? pause : left;
        Thread.sleep(next);
        left = left.minus(next);
        answer = locked(false, method, parameters);
      }
    }
    return answer;
  }

  private JsonNode locked(boolean writes, String method, JsonNode parameters) throws Refusal {
    var held = writes ? lock.writeLock() : lock.readLock();
    held.lock();
    try {
      return methods.answer(method, parameters);
    } finally {
      held.unlock();
    }
  }

  QubeticsSettings settings() {
    return settings;
  }

  long chainId() {
    return chainId;
  }

  long head() {
    return head;
  }

  FeeMarket fees() {
    return fees;
  }

  List<RawTransaction> page() {
    return pool.page(settings.caps().pendingPage());
  }

  boolean isIndexed(String hash) {
    return index.has(hash, head, settings);
  }

  Map<String, Charges.Charge> charges(JsonNode block) {
    return charges.of(block, settings);
  }

  void take(RawTransaction transaction) throws Refusal {
    pool.add(transaction, fees.baseFee(), settings);
  }

  private ScheduledExecutorService startClock(Duration interval) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("qubetics-like-blocks").factory());
    long nanos = interval.toNanos();
    clock.scheduleWithFixedDelay(this::blockUnlessHalted, nanos, nanos, TimeUnit.NANOSECONDS);
    return clock;
  }

  private void blockUnlessHalted() {
    lock.writeLock().lock();
    try {
      if (!isHalted && !closed.get()) {
        make(fees.next(settings));
      }
    } catch (RuntimeException e) {
      // The boundary of the thread. Anvil did not answer, as at its end: the next turn tries
      // again, and readers see the chain stand still.
      return;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void make(BigInteger baseFee) {
    List<RawTransaction> reaped = pool.reap(settings.gas().blockLimit());
    behind.get("anvil_setNextBlockBaseFeePerGas", hex(baseFee));
    Set<Bytes32> failed = new HashSet<>();
    long wanted = 0;
    for (RawTransaction transaction : reaped) {
      try {
        behind.ask("eth_sendRawTransaction", transaction.hex());
        wanted += transaction.gas();
      } catch (Refusal e) {
        failed.add(transaction.hash());
      }
    }
    behind.get("evm_mine");
    JsonNode block = behind.get("eth_getBlockByNumber", "latest", false);
    head = number(block.get("number")).longValueExact();
    Map<String, Charges.Charge> charged = charges.of(block, settings);
    if (charged.size() + failed.size() < reaped.size()) {
      behind.get("anvil_dropAllTransactions");
    }
    for (RawTransaction transaction : reaped) {
      if (charged.containsKey(transaction.hash().toString())) {
        index.add(transaction.hash(), head);
      } else {
        failed.add(transaction.hash());
      }
    }
    takeTheRest(charged);
    long limited = settings.gas().least(wanted);
    fees = new FeeMarket(baseFee, Math.max(limited, Charges.sum(charged)));
    pool.update(reaped, failed, baseFee, settings);
  }

  private void takeTheRest(Map<String, Charges.Charge> charged) {
    Map<String, BigInteger> owed = new HashMap<>();
    charged.values().forEach(charge -> owed.merge(charge.from(), charge.beyond(), BigInteger::add));
    owed.forEach(
        (account, amount) -> {
          if (amount.signum() > 0) {
            BigInteger balance = number(behind.get("eth_getBalance", account, "latest"));
            BigInteger left = balance.subtract(amount).max(BigInteger.ZERO);
            behind.get("anvil_setBalance", account, hex(left));
          }
        });
  }
}
