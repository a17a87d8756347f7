package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.engines.qubetics.QubeticsLike;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The stand-in for the real chain behind an endpoint with one fault at a time. Where its blocks
/// come by hand, one comes every six seconds of a time that passes in pauses alone.
public final class FaultyChain implements AutoCloseable {
  private static final Duration BLOCK_TIME = Duration.ofSeconds(6);
  private static final int LAG = 5;
  private static final int SEED = 23;

  /// What is wrong.
  public enum Fault {
    NONE,
    /// A third of the answers comes after the time-out; what was asked is done.
    SLOW,
    /// Nothing is answered or done.
    DEAD,
    /// Five blocks.
    BEHIND,
    /// 10 blocks, 3 logs, 5 calls at once.
    CAPPED,
    /// No logs anywhere.
    EMPTY_LISTS,
    /// They answer in turns, one is five blocks behind.
    TWO_NODES,
    HALTED,
    HALTED_AND_EMPTIED,
    /// What waited in the pool is lost; three questions have no answer.
    RESTARTED
  }

  public final QubeticsLike chain;
  public final JsonRpc sound;
  public final FakeTime time = new FakeTime(this::pass);

  private final QubeticsSettings settings;
  private final LaggingNode lagging;
  private final ChangedNode node;
  private final Random slow = new Random(SEED);
  private final AtomicInteger questions = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;

  /// Of the fault; until then it is still to come.
  private volatile boolean hasBegun;

  private volatile int firstQuestion;
  private volatile long endsAt;
  private volatile Duration lasts = Duration.ZERO;
  private long nextBlock = BLOCK_TIME.toNanos();

  public FaultyChain(QubeticsSettings settings, long chainId) {
    this.settings = settings;
    chain = QubeticsLike.start(settings, chainId);
    sound = new JsonRpc(URI.create(chain.rpcUrl()));
    lagging = new LaggingNode(sound, LAG);
    node = new ChangedNode(chain.rpcUrl(), this::answer);
  }

  public URI url() {
    return node.url();
  }

  /// From here on, for some time.
  public void begin(Fault which, Duration time) {
    beginWhenSent(which, time);
    happen();
  }

  /// From the next transaction on that is sent and taken.
  public void beginWhenSent(Fault which, Duration time) {
    fault = which;
    lasts = time;
    hasBegun = false;
  }

  private void happen() {
    hasBegun = true;
    firstQuestion = questions.get() + 1;
    endsAt = time.nanos() + lasts.toNanos();
    switch (fault) {
      case CAPPED -> chain.become(settings.with(new QubeticsSettings.Caps(10, 3, 5, null, 30)));
      case HALTED, HALTED_AND_EMPTIED -> chain.halt();
      case RESTARTED -> {
        chain.halt();
        chain.resume(true);
      }
      default -> {}
    }
  }

  public void end() {
    if (hasBegun) {
      switch (fault) {
        case CAPPED -> chain.become(settings);
        case HALTED -> chain.resume(false);
        case HALTED_AND_EMPTIED -> chain.resume(true);
        default -> {}
      }
    }
    fault = Fault.NONE;
  }

  private boolean isHalted() {
    return hasBegun && (fault == Fault.HALTED || fault == Fault.HALTED_AND_EMPTIED);
  }

  private void pass() {
    if (hasBegun && fault != Fault.NONE && time.nanos() >= endsAt) {
      end();
    }
    while (settings.interval() == null && time.nanos() >= nextBlock) {
      nextBlock += BLOCK_TIME.toNanos();
      if (!isHalted()) {
        chain.block();
      }
    }
  }

  private @Nullable String answer(String method, JsonNode request, Supplier<String> behind) {
    int question = questions.incrementAndGet();
    if (!hasBegun) {
      String answer = behind.get();
      if (fault != Fault.NONE
          && method.equals("eth_sendRawTransaction")
          && !answer.contains("error")) {
        happen();
      }
      return answer;
    }
    return switch (fault) {
      case SLOW -> {
        String answer = behind.get();
        yield slow.nextInt(3) == 0 ? null : answer;
      }
      case DEAD -> null;
      case BEHIND -> lagging.answer(method, request, behind);
      case TWO_NODES -> question % 2 == 0 ? lagging.answer(method, request, behind) : behind.get();
      case EMPTY_LISTS -> method.equals("eth_getLogs") ? ChangedNode.result("[]") : behind.get();
      case RESTARTED -> question < firstQuestion + 3 ? null : behind.get();
      case NONE, CAPPED, HALTED, HALTED_AND_EMPTIED -> behind.get();
    };
  }

  @Override
  public void close() {
    node.close();
    chain.close();
  }
}
