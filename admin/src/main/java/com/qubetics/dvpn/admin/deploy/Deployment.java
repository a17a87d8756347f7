package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.transaction.DurableFile;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.NotYetException;
import com.qubetics.dvpn.evm.transaction.Search;
import com.qubetics.dvpn.evm.transaction.Waiting;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
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
/// nothing is deployed twice. No answer, a late receipt and a node that is behind are waited out;
/// that a step can't be done any more is believed only of a receipt that says it was reverted, or
/// of a block that shows another transaction with its nonce. The address file is written when
/// everything has been checked; the journal goes last. A file without a journal beside it is a
/// finished deployment.
///
/// For one thread.
public final class Deployment {
  /// Genesis lies this far after the newest block at least, so that it follows the deployment.
  private static final long MARGIN_SECONDS = 10;

  private static final Duration RAISE_AFTER = Duration.ofSeconds(30);
  private static final int LOOKS_PER_NONCE = 5;

  private final Deployer deployer;
  private final JsonRpc rpc;
  private final Waiting waiting;
  private final Consumer<String> progress;

  /// @param waiting for a block that holds a transaction
  /// @param progress takes a line for people
  public Deployment(JsonRpc rpc, Signer signer, Waiting waiting, Consumer<String> progress) {
    this(rpc, signer, waiting, RAISE_AFTER, progress);
  }

  Deployment(
      JsonRpc rpc, Signer signer, Waiting waiting, Duration raiseAfter, Consumer<String> progress) {
    this.deployer = new Deployer(rpc, signer, waiting, raiseAfter, progress);
    this.rpc = rpc;
    this.waiting = waiting;
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
        new Creation(plan, deployer.address(), rpc.pendingNonce(deployer.address()), genesis(plan));
    Map<Step, Long> gas = new EnumMap<>(Step.class);
    for (Step step : creation.steps()) {
      gas.put(step, deployer.gas(creation, step));
    }
    return new Costs(
        deployer.address(),
        gas,
        new TokenAmount(Fees.current(rpc).maxFee()),
        plan.fund(),
        new TokenAmount(rpc.balance(deployer.address())));
  }

  /// Begins, or goes on where the journal beside the file says.
  ///
  /// @throws IllegalArgumentException if the node is of another chain, the deployer has too little,
  ///   or the journal is of another plan; nothing has been sent then
  /// @throws NotYetException if no block holds it in time: run it again
  /// @throws UncertainException if the endpoint does not tell whether all is well: run it again
  /// @throws ChainException if the chain can't be asked: run it again
  public Network deploy(DeploymentPlan plan, Path networkFile) {
    requireChain(plan);
    Path file = journalOf(networkFile);
    Journal journal = Journal.read(file).orElseGet(() -> begin(plan, file));
    requireSame(journal, plan, file);
    Creation creation = journal.creation();
    StepSending sending = new StepSending(deployer, journal, file);
    Map<Step, Receipt> receipts = new EnumMap<>(Step.class);
    List<Step> creating = creation.steps().stream().filter(step -> step != Step.FUND).toList();
    // All at once, so that they can share a block.
    creating.forEach(sending::send);
    creating.forEach(step -> receipts.put(step, sending.await(step)));
    if (creation.steps().contains(Step.FUND)) {
      sending.send(Step.FUND);
      receipts.put(Step.FUND, sending.await(Step.FUND));
    }
    confirm(plan, receipts);
    long block = receipts.values().stream().mapToLong(Receipt::block).min().orElseThrow();
    Network network = creation.network(block);
    requireSound(network);
    DurableFile.replace(networkFile, network.text());
    DurableFile.delete(file);
    return network;
  }

  private void requireChain(DeploymentPlan plan) {
    Verification.requireChain(rpc, plan.chainId());
  }

  private Journal begin(DeploymentPlan plan, Path file) {
    Address sender = deployer.address();
    long nonce = rpc.nonce(sender);
    if (rpc.pendingNonce(sender) != nonce) {
      throw new IllegalArgumentException(
          "%s has transactions that wait for a block: deploy when they are through"
              .formatted(sender));
    }
    Costs costs = costs(plan);
    if (!costs.missing().equals(TokenAmount.ZERO)) {
      throw new IllegalArgumentException(
          "%s has %s, the deployment may cost %s: send %s more to it"
              .formatted(
                  sender,
                  costs.balance().toTics(),
                  costs.total().toTics(),
                  costs.missing().toTics()));
    }
    Journal journal = new Journal(plan, sender, nonce, genesis(plan), List.of());
    journal.write(file);
    progress.accept("journal: " + file);
    return journal;
  }

  private void requireSame(Journal journal, DeploymentPlan plan, Path file) {
    if (!journal.deployer().equals(deployer.address()) || !journal.plan().equals(plan)) {
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

  // The end

  /// Waits until the receipts have the plan's confirmations, and looks that they stand. A local
  /// chain makes no blocks to wait for.
  private void confirm(DeploymentPlan plan, Map<Step, Receipt> receipts) {
    if (plan.onLocalChain()) {
      return;
    }
    long last = receipts.values().stream().mapToLong(Receipt::block).max().orElseThrow();
    progress.accept("waiting for block %s".formatted(last + plan.confirmations()));
    Search search = new Search(rpc, waiting, progress);
    while (search.again()) {
      if (search.tried(() -> confirmed(receipts, last + plan.confirmations())).isPresent()) {
        return;
      }
      if (search.isEvery(LOOKS_PER_NONCE)) {
        search.watchHead();
      }
    }
    throw new NotYetException(
        "no confirmations after %s s: not yet; run it again%s"
            .formatted(waiting.limit().toSeconds(), search.lastTrouble()));
  }

  private Optional<Long> confirmed(Map<Step, Receipt> receipts, long block) {
    return Optional.of(rpc.blockNumber()).filter(head -> head >= block && stand(receipts));
  }

  private boolean stand(Map<Step, Receipt> receipts) {
    return receipts.values().stream().allMatch(seen -> rpc.receipt(seen.transaction()).isPresent());
  }

  /// A node that is behind is waited for.
  private void requireSound(Network network) {
    deployer.asked(
        () -> {
          List<String> differences = new Verification(rpc).differences(network);
          if (!differences.isEmpty()) {
            throw new ChainException("not as planned, no address file is written: " + differences);
          }
          return network;
        });
  }
}
