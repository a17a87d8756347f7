package com.qubetics.dvpn.ledger;

import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.ChainReader;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// A chain of which the ledger asks only balances and block hashes; keeps what is to be sent.
final class FakeChain implements Sender {
  final Map<String, Call> sent = new ConcurrentSkipListMap<>();
  final Map<Account, TokenAmount> balances = new ConcurrentHashMap<>();
  final Set<String> failed = ConcurrentHashMap.newKeySet();
  volatile long head = 1_000;

  @Override
  public void send(String intentKey, Call call) {
    sent.put(intentKey, call);
  }

  @Override
  public Optional<IntentState> state(String intentKey) {
    return Optional.ofNullable(sent.get(intentKey))
        .map(
            call ->
                new IntentState(
                    failed.contains(intentKey)
                        ? IntentState.Status.FAILED
                        : IntentState.Status.PENDING,
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
