package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.SignedTransaction;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Deploys a network's contracts and writes its address file.
///
/// How it works, and why. Each step is one transaction with a nonce of its own, signed and stored
/// in the [Journal] before it is sent. Killed at any point and run again, it sends the same bytes
/// once more, or bytes with a higher fee and the same nonce: the chain takes each nonce once, so
/// nothing is deployed twice. The address file is written when everything has been checked; the
/// journal goes last. A file without a journal beside it is a finished deployment.
///
/// For one thread.
public final class Deployment {
  /// Genesis lies this far after the newest block at least, so that it follows the deployment.
  private static final long MARGIN_SECONDS = 10;

  private static final long GAS_PERCENT = 125;

  /// Of a call to a contract that is not there yet, so it can't be estimated beforehand.
  private static final long FUND_GAS = 100_000;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RAISE_AFTER = Duration.ofSeconds(30);

  /// A node can know of an account's new nonce before it knows of the transaction's receipt.
  private static final int LOOKS_WITHOUT_RECEIPT = 25;

  private final JsonRpc rpc;
  private final Signer signer;
  private final Duration wait;
  private final Duration raiseAfter;
  private final Consumer<String> progress;

  /// @param wait how long to wait for a block that holds a transaction
  /// @param progress takes a line for people
  public Deployment(JsonRpc rpc, Signer signer, Duration wait, Consumer<String> progress) {
    this(rpc, signer, wait, RAISE_AFTER, progress);
  }

  Deployment(
      JsonRpc rpc, Signer signer, Duration wait, Duration raiseAfter, Consumer<String> progress) {
    this.rpc = rpc;
    this.signer = signer;
    this.wait = wait;
    this.raiseAfter = raiseAfter;
    this.progress = progress;
  }

  /// Where the journal of an address file is.
  public static Path journalOf(Path networkFile) {
    return networkFile.resolveSibling(networkFile.getFileName() + ".journal");
  }

  /// What a new deployment would cost at most.
  public Costs costs(DeploymentPlan plan) {
    requireChain(plan);
    Creation creation =
        new Creation(plan, signer.address(), rpc.pendingNonce(signer.address()), genesis(plan));
    Map<Step, Long> gas = new EnumMap<>(Step.class);
    for (Step step : creation.steps()) {
      gas.put(step, step == Step.FUND ? FUND_GAS : gas(creation, step));
    }
    return new Costs(
        signer.address(),
        gas,
        new TokenAmount(Fees.current(rpc).maxFee()),
        plan.fund(),
        new TokenAmount(rpc.balance(signer.address())));
  }

  /// Begins, or goes on where the journal beside the file says.
  ///
  /// @throws IllegalArgumentException if the node is of another chain, the deployer has too little,
  ///   or the journal is of another plan; nothing has been sent then
  /// @throws ChainException if the chain can't be asked or does not take it in time: run it again
  public Network deploy(DeploymentPlan plan, Path networkFile) {
    requireChain(plan);
    Path file = journalOf(networkFile);
    Journal journal = Journal.read(file).orElseGet(() -> begin(plan, file));
    requireSame(journal, plan, file);
    Creation creation = journal.creation();
    List<Step> creating = creation.steps().stream().filter(step -> step != Step.FUND).toList();
    // All at once, so that they can share a block.
    for (Step step : creating) {
      journal = send(journal, step, file);
    }
    Map<Step, Receipt> receipts = new EnumMap<>(Step.class);
    for (Step step : creating) {
      journal = await(journal, step, file, receipts);
    }
    if (creation.steps().contains(Step.FUND)) {
      journal = await(send(journal, Step.FUND, file), Step.FUND, file, receipts);
    }
    confirm(plan, receipts);
    long block = receipts.values().stream().mapToLong(Receipt::block).min().orElseThrow();
    Network network = creation.network(block);
    requireSound(network);
    DurableFile.replace(networkFile, network.text());
    delete(file);
    return network;
  }

  private void requireChain(DeploymentPlan plan) {
    Verification.requireChain(rpc, plan.chainId());
  }

  private Journal begin(DeploymentPlan plan, Path file) {
    Address deployer = signer.address();
    long nonce = rpc.nonce(deployer);
    if (rpc.pendingNonce(deployer) != nonce) {
      throw new IllegalArgumentException(
          "%s has transactions that wait for a block: deploy when they are through"
              .formatted(deployer));
    }
    Costs costs = costs(plan);
    if (!costs.missing().equals(TokenAmount.ZERO)) {
      throw new IllegalArgumentException(
          "%s has %s TICS, the deployment may cost %s: send %s more to it"
              .formatted(
                  deployer,
                  costs.balance().toTics(),
                  costs.total().toTics(),
                  costs.missing().toTics()));
    }
    Journal journal = new Journal(plan, deployer, nonce, genesis(plan), List.of());
    journal.write(file);
    progress.accept("journal: " + file);
    return journal;
  }

  private void requireSame(Journal journal, DeploymentPlan plan, Path file) {
    if (!journal.deployer().equals(signer.address()) || !journal.plan().equals(plan)) {
      throw new IllegalArgumentException(
          ("%s is of a deployment by %s with other parameters: go on with those,"
                  + " or move the journal away and begin anew")
              .formatted(file, journal.deployer()));
    }
  }

  private long genesis(DeploymentPlan plan) {
    long earliest = rpc.latestBlock().time().getEpochSecond() + MARGIN_SECONDS;
    return Math.ceilDiv(earliest, plan.genesisGridSeconds()) * plan.genesisGridSeconds();
  }

  private long gas(Creation creation, Step step) {
    return rpc.estimateGas(
            creation.deployer(),
            creation.target(step),
            creation.value(step).baseUnits(),
            creation.data(step))
        * GAS_PERCENT
        / 100;
  }

  // One step

  /// Sends a step's newest transaction; signs and stores one if there is none.
  private Journal send(Journal journal, Step step, Path file) {
    Journal signed = journal;
    if (journal.of(step).isEmpty()) {
      signed = sign(journal, step, gas(journal.creation(), step), Fees.current(rpc), file);
    }
    broadcast(signed.of(step).getFirst());
    return signed;
  }

  private Journal sign(Journal journal, Step step, long gasLimit, Fees fees, Path file) {
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
            .sign(signer);
    Journal more =
        journal.with(
            new Journal.Entry(
                step,
                Hex.format(signed.raw()),
                fees.maxFee().toString(),
                fees.priorityFee().toString(),
                gasLimit));
    more.write(file);
    return more;
  }

  private void broadcast(Journal.Entry entry) {
    try {
      rpc.sendRawTransaction(entry.bytes());
    } catch (RpcError error) {
      // "Already known" and the like; what matters is asked by receipt.
      progress.accept("%s: the node says %s".formatted(entry.step(), error.words()));
    }
  }

  private Journal await(Journal journal, Step step, Path file, Map<Step, Receipt> receipts) {
    Journal newest = journal;
    long from = System.nanoTime();
    long raiseAt = from + raiseAfter.toNanos();
    int missing = 0;
    while (System.nanoTime() - from < wait.toNanos()) {
      // Asked before the receipts: a transaction that gets into a block in between shows in them.
      boolean used = rpc.nonce(newest.deployer()) > newest.nonceOf(step);
      Optional<Receipt> receipt = receipt(newest, step);
      if (receipt.isPresent()) {
        receipts.put(step, sound(newest.creation(), step, receipt.get()));
        progress.accept("%s: block %d".formatted(step, receipt.get().block()));
        return newest;
      }
      missing = used ? missing + 1 : 0;
      if (missing == LOOKS_WITHOUT_RECEIPT) {
        throw new IllegalArgumentException(
            ("the deployer's nonce %d was used by another transaction: this deployment can't be"
                    + " completed; move %s away and begin anew")
                .formatted(newest.nonceOf(step), file));
      }
      if (System.nanoTime() > raiseAt) {
        raiseAt = System.nanoTime() + raiseAfter.toNanos();
        newest = raise(newest, step, file);
      }
      pause();
    }
    throw new ChainException(
        "%s: no block holds its transaction after %s: run it again".formatted(step, wait));
  }

  private Optional<Receipt> receipt(Journal journal, Step step) {
    for (Journal.Entry entry : journal.of(step)) {
      Bytes32 hash = Keccak.hash(entry.bytes());
      Optional<Receipt> receipt = rpc.receipt(hash);
      if (receipt.isPresent()) {
        return receipt;
      }
    }
    return Optional.empty();
  }

  private static Receipt sound(Creation creation, Step step, Receipt receipt) {
    boolean created =
        step == Step.FUND || receipt.contract().equals(Optional.of(creation.address(step)));
    if (!receipt.succeeded() || !created) {
      throw new IllegalArgumentException(
          "%s was reverted in block %d: move the journal away and begin anew"
              .formatted(step, receipt.block()));
    }
    return receipt;
  }

  private Journal raise(Journal journal, Step step, Path file) {
    Journal.Entry newest = journal.of(step).getFirst();
    Fees offered = new Fees(new BigInteger(newest.maxFee()), new BigInteger(newest.priorityFee()));
    Fees raised = offered.raised(Fees.current(rpc));
    TokenAmount cost = new TokenAmount(raised.cost(newest.gasLimit()));
    if (rpc.balance(journal.deployer()).compareTo(cost.baseUnits()) < 0) {
      progress.accept("%s: waits, the deployer has too little for a higher fee".formatted(step));
      broadcast(newest);
      return journal;
    }
    progress.accept("%s: waits, its fee is raised".formatted(step));
    Journal more = sign(journal, step, newest.gasLimit(), raised, file);
    broadcast(more.of(step).getFirst());
    return more;
  }

  // The end

  /// Waits until the receipts have the plan's confirmations, and looks that they stand. A local
  /// chain makes no blocks to wait for.
  private void confirm(DeploymentPlan plan, Map<Step, Receipt> receipts) {
    if (plan.onLocalChain()) {
      return;
    }
    long last = receipts.values().stream().mapToLong(Receipt::block).max().orElseThrow();
    progress.accept("waiting for block %d".formatted(last + plan.confirmations()));
    long until = System.nanoTime() + wait.toNanos();
    while (rpc.blockNumber() < last + plan.confirmations()) {
      if (System.nanoTime() > until) {
        throw new ChainException("no confirmations after %s: run it again".formatted(wait));
      }
      pause();
    }
    for (Receipt receipt : receipts.values()) {
      if (rpc.receipt(receipt.transaction()).isEmpty()) {
        throw new ChainException("the chain was reorganised: run it again");
      }
    }
  }

  private void requireSound(Network network) {
    List<String> differences = new Verification(rpc).differences(network);
    if (!differences.isEmpty()) {
      throw new ChainException("not as planned, no address file is written: " + differences);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be deleted".formatted(file), e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException("interrupted", e);
    }
  }
}
