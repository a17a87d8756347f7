package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.NoAnswerException;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.evm.transaction.NotYetException;
import com.qubetics.dvpn.evm.transaction.Search;
import com.qubetics.dvpn.evm.transaction.Waiting;
import com.qubetics.dvpn.protocol.value.Address;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Who deploys, through which endpoint, and how patiently.
///
/// @param raiseAfter how long a transaction waits until it is sent again, with a higher fee if need
///   be
/// @param progress takes lines for people
record Deployer(
    JsonRpc rpc, Signer signer, Waiting waiting, Duration raiseAfter, Consumer<String> progress) {
  private static final long GAS_PERCENT = 125;

  /// Twice of what it uses. It is not estimated: beforehand the vault is not there, and a node that
  /// is behind the vault's block tells the gas of a payment to nobody, with which the call fails.
  private static final long FUND_GAS = 100_000;

  Address address() {
    return signer.address();
  }

  long gas(Creation creation, Step step) {
    return step == Step.FUND
        ? FUND_GAS
        : rpc.estimateGas(
                creation.deployer(),
                creation.target(step),
                creation.value(step).baseUnits(),
                creation.data(step))
            * GAS_PERCENT
            / 100;
  }

  Search search(Step step) {
    return new Search(rpc, waiting, line -> progress.accept("%s: %s".formatted(step, line)));
  }

  /// Waits for an answer that can be used; a refusal is one.
  <T> T asked(Supplier<T> question) {
    Waiting.Looks looks = waiting.begin();
    ChainException last = null;
    while (looks.again()) {
      try {
        return question.get();
      } catch (RpcError refused) {
        throw refused;
      } catch (ChainException noAnswer) {
        last = noAnswer;
      }
    }
    if (last instanceof NoAnswerException) {
      throw new NotYetException(
          "%s, for %s s: not yet; run it again"
              .formatted(last.getMessage(), waiting.limit().toSeconds()));
    }
    throw Objects.requireNonNull(last);
  }
}
