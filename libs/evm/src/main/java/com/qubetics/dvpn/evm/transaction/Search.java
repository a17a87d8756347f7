package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RpcError;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One wait for a transaction's block: it looks again and again through whatever goes wrong
/// meanwhile, and tells each trouble once. For one thread.
public final class Search {
  /// Five blocks of 6 s.
  private static final Duration STANDSTILL = Duration.ofSeconds(30);

  private final JsonRpc rpc;
  private final Waiting.Looks looks;
  private final Consumer<String> report;
  private final Set<String> told = new HashSet<>();
  private @Nullable String last;
  private long head = -1;
  private Duration headSince = Duration.ZERO;

  /// @param report takes lines for people
  public Search(JsonRpc rpc, Waiting waiting, Consumer<String> report) {
    this.rpc = rpc;
    this.looks = waiting.begin();
    this.report = report;
  }

  /// @see Waiting.Looks#again
  public boolean again() {
    return looks.again();
  }

  /// @see Waiting.Looks#isEvery
  public boolean isEvery(int number) {
    return looks.isEvery(number);
  }

  public Duration elapsed() {
    return looks.elapsed();
  }

  /// A failed look is none. Some clients have no answer at all about a transaction that they don't
  /// know, so each question fails by itself.
  public <T> Optional<T> tried(Supplier<Optional<T>> look) {
    try {
      return look.get();
    } catch (ChainException failed) {
      tell(String.valueOf(failed.getMessage()));
      return Optional.empty();
    }
  }

  /// Sends signed bytes, perhaps not for the first time. What matters is asked by receipt: a
  /// refusal ("already known", a node that is behind) is told, and not believed.
  ///
  /// @return whether the node takes them
  public boolean send(byte[] signed) {
    try {
      rpc.sendRawTransaction(signed);
      return true;
    } catch (RpcError refused) {
      tell("the node says " + refused.words());
    } catch (ChainException noAnswer) {
      tell(String.valueOf(noAnswer.getMessage()));
    }
    return false;
  }

  /// Tells if no block has come for a while, as in an upgrade: nothing is wrong with what waits.
  public void watchHead() {
    tried(() -> Optional.of(rpc.blockNumber())).ifPresent(this::watch);
  }

  private void watch(long newest) {
    if (newest != head) {
      head = newest;
      headSince = elapsed();
    } else if (elapsed().minus(headSince).compareTo(STANDSTILL) >= 0) {
      tell("no block came after %s: the chain stands still, or its endpoint".formatted(head));
    }
  }

  public void tell(String trouble) {
    last = trouble;
    if (told.add(trouble)) {
      report.accept(trouble + "; going on");
    }
  }

  /// The last trouble, in brackets; nothing if there was none.
  public String lastTrouble() {
    return last == null ? "" : " (last: %s)".formatted(last);
  }
}
