package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An account's transactions that people send at a command line: each operation is done once,
/// however often it is started and wherever it was killed.
///
/// How it works, and why. An operation's transaction is signed and written down in a file of its
/// own before it is sent; hash and nonce are shown. The file goes when its receipt was told. A
/// start that finds it sends the same bytes again and looks for them, rather than a second
/// transaction. While it looks, no answer is no answer: neither a failed look nor a refusal to take
/// the bytes ("already known", a node that is behind) ends the wait. That they can't come any more
/// is believed only where a block shows another transaction with their nonce ([NonceUse]), and even
/// then another one is signed only when told to.
///
/// Told to before that, it signs another one with the same nonce, of which the chain takes one.
///
/// Nothing is concluded from a node that is behind what was seen before ([LastTransaction]).
///
/// For one thread.
public final class Submissions implements AutoCloseable {
  private static final int LOOKS_PER_NONCE = 5;
  private static final int LOOKS_PER_BROADCAST = 25;

  private final JsonRpc rpc;
  private final Signer signer;
  private final Waiting waiting;
  private final Consumer<String> report;
  private final long chainId;
  private final AccountFiles files;
  private final AccountLock lock;
  private final long head;
  private final Map<String, LastTransaction> doneMeanwhile = new HashMap<>();
  private @Nullable LastTransaction last;

  private Submissions(
      JsonRpc rpc, Signer signer, Path folder, Waiting waiting, Consumer<String> report) {
    this.rpc = rpc;
    this.signer = signer;
    this.waiting = waiting;
    this.report = report;
    this.chainId = rpc.chainId();
    this.files = new AccountFiles(folder, chainId, signer.address());
    this.lock = locked();
    try {
      this.last = LastTransaction.read(files.last()).orElse(null);
      this.head = caughtUp();
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// Waits until nobody else sends by this account from this folder, and until the node has what
  /// was seen in a block before.
  ///
  /// @param report takes lines for people
  /// @throws NotYetException if that takes longer than the wait
  public static Submissions open(
      JsonRpc rpc, Signer signer, Path folder, Waiting waiting, Consumer<String> report) {
    return new Submissions(rpc, signer, folder, waiting, report);
  }

  /// A block that the node has, not before the account's last one: for questions about what is left
  /// to do.
  public long head() {
    return last == null ? head : Math.max(head, last.block());
  }

  /// Whether an operation was begun and is not over.
  public boolean isBegun(String operation) {
    return Submission.read(files.of(operation)).isPresent();
  }

  /// Does an operation, or goes on with it.
  ///
  /// @param operation what it is for; the same text is the same operation
  /// @param anew whether to sign another transaction if one was written down before, and it or its
  ///   like is in no block
  /// @param prepare makes the transaction, if one is to be signed; what it throws comes through,
  ///   and nothing was sent then
  /// @return a success; the operation is over with [#end]
  /// @throws Wallet.RefusedException if it was reverted in a block: the operation is over
  /// @throws UsedNonceException if another transaction used its nonce, and it is not to be `anew`
  /// @throws NotYetException if no block holds it in time
  public Outcome submit(String operation, boolean anew, Supplier<UnsignedTransaction> prepare) {
    Path file = files.of(operation);
    Optional<Submission> before = Submission.read(file);
    Submission submission;
    if (before.isEmpty()) {
      requireUndone(operation);
      submission = signed(operation, prepare.get(), null);
      write(submission, file);
    } else {
      submission = before.get();
      requireSame(submission, operation, file);
      report.accept(
          "transaction %s with nonce %s was written down before: looking for it"
              .formatted(submission.newest().hash(), submission.nonce()));
      if (anew) {
        submission = again(submission, prepare, file);
      }
    }
    Receipt receipt = await(submission, file);
    last =
        new LastTransaction(
            operation,
            receipt.transaction(),
            submission.nonce(),
            receipt.block(),
            receipt.blockHash());
    last.write(files.last());
    if (!receipt.succeeded()) {
      end(operation);
      throw new Wallet.RefusedException(
          "%s was reverted in block %s, which cost %s"
              .formatted(receipt.transaction(), receipt.block(), receipt.charged().toTics()),
          receipt.transaction());
    }
    return new Outcome(receipt, valueOf(submission, receipt));
  }

  /// @param value that was sent along
  public record Outcome(Receipt receipt, TokenAmount value) {}

  private static TokenAmount valueOf(Submission submission, Receipt receipt) {
    return submission.attempts().stream()
        .filter(attempt -> attempt.hash().equals(receipt.transaction()))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /// That an operation is over and its receipt told: started again, it is another one.
  public void end(String operation) {
    DurableFile.delete(files.of(operation));
  }

  private Submission again(
      Submission submission, Supplier<UnsignedTransaction> prepare, Path file) {
    Optional<NonceUse> use = use(submission);
    if (use.isPresent() && submission.has(use.get().transaction())) {
      return submission;
    }
    UnsignedTransaction next = prepare.get();
    Submission more;
    if (use.isPresent()) {
      UnsignedTransaction behind =
          next.nonce() > submission.nonce() ? next : next.withNonce(submission.nonce() + 1);
      more = signed(submission.operation(), behind, null);
    } else {
      Fees raised = submission.newest().fees().raised(next.fees());
      more =
          signed(
              submission.operation(),
              next.withNonce(submission.nonce()).withFees(raised),
              submission);
    }
    write(more, file);
    return more;
  }

  private Submission signed(
      String operation, UnsignedTransaction unsigned, @Nullable Submission beside) {
    UnsignedTransaction next =
        beside != null || last == null || unsigned.nonce() > last.nonce()
            ? unsigned
            : unsigned.withNonce(last.nonce() + 1);
    Submission.Attempt attempt = Submission.Attempt.of(next.sign(signer), next);
    return beside == null
        ? new Submission(operation, chainId, signer.address(), next.nonce(), List.of(attempt))
        : beside.with(attempt);
  }

  private void write(Submission submission, Path file) {
    submission.write(file);
    report.accept(
        "transaction %s with nonce %s is written down in %s"
            .formatted(submission.newest().hash(), submission.nonce(), file));
  }

  /// Whoever starts the same twice at once wants it once.
  private void requireUndone(String operation) {
    LastTransaction done = doneMeanwhile.get(operation);
    if (done != null) {
      throw new IllegalArgumentException(
          "the same was done by another start, while this one waited for it: %s in block %s"
              .formatted(done.transaction(), done.block()));
    }
  }

  private void requireSame(Submission submission, String operation, Path file) {
    if (!submission.operation().equals(operation)
        || submission.chainId() != chainId
        || !submission.sender().equals(signer.address())) {
      throw new IllegalArgumentException(
          "%s is of another operation: %s".formatted(file, submission.operation()));
    }
  }

  // Looking

  private Receipt await(Submission submission, Path file) {
    Search search = new Search(rpc, waiting, report);
    send(submission, search);
    while (search.again()) {
      Optional<Receipt> receipt = search.tried(() -> receipt(submission));
      if (receipt.isPresent()) {
        return receipt.get();
      }
      if (search.isEvery(LOOKS_PER_BROADCAST)) {
        send(submission, search);
      }
      if (search.isEvery(LOOKS_PER_NONCE)) {
        search.watchHead();
        search
            .tried(() -> use(submission))
            .ifPresent(
                use -> {
                  requireOurs(submission, use);
                  search.tell("block %s holds it, its receipt is late".formatted(use.block()));
                });
      }
    }
    throw new NotYetException(
        "%s is in no block that the endpoint shows after %s s: not yet; start the same again, it is in %s%s"
            .formatted(
                submission.newest().hash(),
                waiting.limit().toSeconds(),
                file,
                search.lastTrouble()));
  }

  /// The newest that the node takes: it may have a cap on fees.
  private static void send(Submission submission, Search search) {
    for (Submission.Attempt attempt : submission.attempts()) {
      if (search.send(attempt.bytes())) {
        return;
      }
    }
  }

  private Optional<Receipt> receipt(Submission submission) {
    for (Submission.Attempt attempt : submission.attempts()) {
      Optional<Receipt> receipt = rpc.receipt(attempt.hash());
      if (receipt.isPresent()) {
        return receipt;
      }
    }
    return Optional.empty();
  }

  private Optional<NonceUse> use(Submission submission) {
    return NonceUse.find(rpc, signer.address(), submission.nonce());
  }

  private static void requireOurs(Submission submission, NonceUse use) {
    Bytes32 user = use.transaction();
    if (!submission.has(user)) {
      throw new UsedNonceException(
          ("nonce %s was used by another transaction, %s in block %s: %s can't come any more and"
                  + " nothing was done; start again with --again to send another one")
              .formatted(submission.nonce(), user, use.block(), submission.newest().hash()));
    }
  }

  // The account

  private AccountLock locked() {
    Search search = new Search(rpc, waiting, report);
    Optional<LastTransaction> before = LastTransaction.read(files.last());
    while (search.again()) {
      Optional<AccountLock> taken = AccountLock.take(files.lock());
      LastTransaction.read(files.last())
          .filter(done -> before.isEmpty() || !before.get().equals(done))
          .ifPresent(done -> doneMeanwhile.put(done.operation(), done));
      if (taken.isPresent()) {
        return taken.get();
      }
      search.tell("another program sends by %s".formatted(signer.address()));
    }
    throw new NotYetException(
        "another program sends by %s, by %s: start again when it is through"
            .formatted(signer.address(), files.lock()));
  }

  private long caughtUp() {
    Search search = new Search(rpc, waiting, report);
    while (search.again()) {
      long number = rpc.blockNumber();
      LastTransaction.Seen seen = last == null ? LastTransaction.Seen.YES : last.at(rpc);
      switch (seen) {
        case YES -> {
          return number;
        }
        case ANOTHER -> {
          last = null;
          return number;
        }
        case NOT_YET -> search.tell("the endpoint is behind this account's last transaction");
      }
    }
    throw new NotYetException(
        ("the endpoint lacks block %s, which holds this account's last transaction: start again when"
                + " it has caught up, or delete %s if it is of another chain with this id")
            .formatted(last == null ? "-" : last.block(), files.last()));
  }

  @Override
  public void close() {
    lock.close();
  }
}
