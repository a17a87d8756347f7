package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.NonceUse;
import com.qubetics.dvpn.evm.transaction.NotYetException;
import com.qubetics.dvpn.evm.transaction.Search;
import com.qubetics.dvpn.evm.transaction.SignedTransaction;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The transactions of one deployment's steps: signed, written into the [Journal], sent and waited
/// for. For one thread.
final class StepSending {
  private static final int LOOKS_PER_NONCE = 5;
  private static final BigInteger NEAR_PERCENT = BigInteger.valueOf(80);
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private final Deployer deployer;
  private final JsonRpc rpc;
  private final Path file;
  private Journal journal;

  /// @param file where the journal is
  StepSending(Deployer deployer, Journal journal, Path file) {
    this.deployer = deployer;
    this.rpc = deployer.rpc();
    this.journal = journal;
    this.file = file;
  }

  /// Sends a step's newest transaction; signs and stores one if there is none.
  void send(Step step) {
    if (journal.of(step).isEmpty()) {
      long gasLimit = deployer.asked(() -> deployer.gas(journal.creation(), step));
      sign(step, gasLimit, deployer.asked(() -> Fees.current(rpc)));
    }
    send(step, deployer.search(step));
  }

  /// The newest that the node takes: it may have a cap on fees, or replace nothing.
  private void send(Step step, Search search) {
    for (Journal.Entry entry : journal.of(step)) {
      if (search.send(entry.bytes())) {
        return;
      }
    }
  }

  private void sign(Step step, long gasLimit, Fees fees) {
    Creation creation = journal.creation();
    SignedTransaction signed =
        new UnsignedTransaction(
                journal.plan().chainId(),
                journal.nonceOf(step),
                gasLimit,
                creation.target(step),
                creation.value(step).baseUnits(),
                creation.data(step),
                fees)
            .sign(deployer.signer());
    journal =
        journal.with(
            new Journal.Entry(
                step,
                Hex.format(signed.raw()),
                fees.maxFee().toString(),
                fees.priorityFee().toString(),
                gasLimit));
    journal.write(file);
    deployer
        .progress()
        .accept(
            "%s: transaction %s with nonce %s"
                .formatted(step, signed.hash(), journal.nonceOf(step)));
  }

  /// Waits for the block that holds a step's transaction.
  ///
  /// @throws NotYetException if none does in time
  /// @throws IllegalArgumentException if it was reverted, or can't come any more
  Receipt await(Step step) {
    Duration raiseAt = deployer.raiseAfter();
    Search search = deployer.search(step);
    while (search.again()) {
      Optional<Receipt> receipt = search.tried(() -> receipt(step));
      if (receipt.isPresent()) {
        Receipt sound = sound(step, receipt.get());
        deployer
            .progress()
            .accept(
                "%s: block %s, charged %s"
                    .formatted(step, sound.block(), sound.charged().toTics()));
        return sound;
      }
      if (search.elapsed().compareTo(raiseAt) > 0) {
        raiseAt = search.elapsed().plus(deployer.raiseAfter());
        search.tried(() -> raised(step, search));
        sendFrom(step, search);
      }
      if (search.isEvery(LOOKS_PER_NONCE)) {
        search.watchHead();
        search
            .tried(() -> NonceUse.find(rpc, journal.deployer(), journal.nonceOf(step)))
            .ifPresent(use -> requireOurs(step, use));
      }
    }
    throw new NotYetException(
        "%s: no block that the endpoint shows holds its transaction after %s s: not yet; run it again%s"
            .formatted(step, deployer.waiting().limit().toSeconds(), search.lastTrouble()));
  }

  /// With those that follow: a pool that has lost the first, as at a restart, takes none of them.
  private void sendFrom(Step first, Search search) {
    for (Step step : journal.creation().steps()) {
      if (step.compareTo(first) >= 0) {
        send(step, search);
      }
    }
  }

  /// That what used the step's nonce is one of its own.
  private void requireOurs(Step step, NonceUse use) {
    if (journal.of(step).stream().noneMatch(entry -> entry.hash().equals(use.transaction()))) {
      throw new IllegalArgumentException(
          ("the deployer's nonce %s was used by another transaction, %s in block %s: this deployment"
                  + " can't be completed; move %s away and begin anew")
              .formatted(journal.nonceOf(step), use.transaction(), use.block(), file));
    }
  }

  private Optional<Receipt> receipt(Step step) {
    for (Journal.Entry entry : journal.of(step)) {
      Optional<Receipt> receipt = rpc.receipt(entry.hash());
      if (receipt.isPresent()) {
        return receipt;
      }
    }
    return Optional.empty();
  }

  private Receipt sound(Step step, Receipt receipt) {
    boolean created =
        step == Step.FUND
            || receipt.contract().equals(Optional.of(journal.creation().address(step)));
    if (!receipt.succeeded() || !created) {
      throw new IllegalArgumentException(
          "%s was reverted in block %s: move the journal away and begin anew"
              .formatted(step, receipt.block()));
    }
    return receipt;
  }

  /// A higher fee only where the newest block's came near what is offered: a chain that stands
  /// still takes none, whatever is offered.
  private Optional<Fees> neededFee(Step step, Search search) {
    Journal.Entry newest = journal.of(step).getFirst();
    Fees offered = new Fees(new BigInteger(newest.maxFee()), new BigInteger(newest.priorityFee()));
    BigInteger near = offered.maxFee().multiply(NEAR_PERCENT).divide(HUNDRED);
    if (rpc.latestBlock().baseFee().compareTo(near) < 0) {
      return Optional.empty();
    }
    Fees raised = offered.raised(Fees.current(rpc));
    TokenAmount cost = new TokenAmount(raised.cost(newest.gasLimit()));
    if (rpc.balance(journal.deployer()).compareTo(cost.baseUnits()) < 0) {
      search.tell("waits, the deployer has too little for a higher fee");
      return Optional.empty();
    }
    return Optional.of(raised);
  }

  /// What was signed, if it was needed.
  private Optional<Fees> raised(Step step, Search search) {
    Optional<Fees> needed = neededFee(step, search);
    needed.ifPresent(
        fees -> {
          deployer.progress().accept("%s: waits, its fee is raised".formatted(step));
          sign(step, journal.of(step).getFirst().gasLimit(), fees);
        });
    return needed;
  }
}
