package com.qubetics.dvpn.ledger;

import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// A chain of which the ledger asks only balances and block hashes; keeps what is to be sent.
final class FakeChain implements Sender {
  final Map<String, Call> sent = new ConcurrentSkipListMap<>();
  final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  final Map<Account, TokenAmount> balances = new ConcurrentHashMap<>();
  final Set<String> failed = ConcurrentHashMap.newKeySet();
  volatile long head = 1_000;

  @Override
  public boolean ensure(String name, Call call, Duration retryAfter) {
    boolean again = failed.remove(name);
    if (again || !sent.containsKey(name)) {
      sent.put(name, call);
      attempts.merge(name, 1, Integer::sum);
      return true;
    }
    return false;
  }

  @Override
  public Optional<IntentState> state(String name) {
    return Optional.ofNullable(sent.get(name))
        .map(
            call ->
                new IntentState(
                    failed.contains(name) ? IntentState.Status.FAILED : IntentState.Status.PENDING,
                    null,
                    null,
                    null,
                    null));
  }

  static Bytes32 hashOf(long block) {
    return Keccak.hash(ByteBuffer.allocate(8).putLong(block).array());
  }

  ChainReader reader() {
    return (ChainReader)
        Proxy.newProxyInstance(
            ChainReader.class.getClassLoader(),
            new Class<?>[] {ChainReader.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "balance" -> balances.getOrDefault((Account) arguments[0], TokenAmount.ZERO);
                  case "headBlock" -> head;
                  case "blockHash" -> Optional.of(hashOf((Long) arguments[0]));
                  case "hashCode" -> System.identityHashCode(this);
                  case "equals" -> proxy == arguments[0];
                  case "toString" -> "FakeChain";
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
