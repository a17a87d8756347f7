package com.qubetics.dvpn.evm.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChangedNode;
import com.qubetics.dvpn.evm.FakeTime;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A payment of 5 to one account, started in every unlucky way: it arrives once.
class SubmissionsIT {
  private static final Address PAID = Address.parse("0x00000000000000000000000000000000000000f5");
  private static final BigInteger FIVE = BigInteger.valueOf(5);
  private static final Duration WAIT = Duration.ofSeconds(20);

  private final Anvil anvil = Anvil.start();
  private final JsonRpc rpc = new JsonRpc(URI.create(anvil.rpcUrl()));
  private final Signer signer = Signer.of(PrivateKey.parse(Anvil.DEV_KEY));
  private final List<String> report = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void stops() {
    anvil.close();
  }

  @Test
  void showsAndWritesDownHashAndNonceBeforeItSends() {
    AtomicBoolean written = new AtomicBoolean();
    try (ChangedNode node =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, behind) -> {
              if (method.equals("eth_sendRawTransaction")) {
                written.set(
                    begun() == 1 && report.getLast().contains("with nonce 0 is written down in"));
              }
              return behind.get();
            })) {
      Receipt receipt = pay(node.rpc(), false);
      assertThat(written).isTrue();
      assertThat(report).anyMatch(line -> line.contains(receipt.transaction().toString()));
    }
    assertThat(paid()).isEqualTo(5);
    assertThat(begun()).isZero();
  }

  @Test
  void keepsItsFilesToTheOwner() throws IOException {
    anvil.call("evm_setAutomine", "[false]");
    Path own = folder.resolve("state/dvpn");
    assertThatThrownBy(() -> pay(rpc, own, false)).isInstanceOf(NotYetException.class);
    try (Stream<Path> files = Files.list(own)) {
      assertThat(files.toList())
          .hasSize(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwx------");
  }

  /// Each turn the connection breaks for good at the next question, before it reaches the node and
  /// after; then the same is started at a sound one.
  @Test
  void paysOnceWhereverItWasKilled() {
    int kills = 0;
    long before = 0;
    for (boolean answered : new boolean[] {false, true}) {
      boolean completed = false;
      for (int question = 1; !completed; question++) {
        int breaksAt = question;
        AtomicInteger questions = new AtomicInteger();
        try (ChangedNode node =
            new ChangedNode(
                anvil.rpcUrl(),
                (method, request, behind) -> {
                  int number = questions.incrementAndGet();
                  if (number < breaksAt) {
                    return behind.get();
                  }
                  if (number == breaksAt && answered) {
                    behind.get();
                  }
                  return null;
                })) {
          completed = completes(node.rpc());
        }
        if (!completed) {
          kills++;
          pay(rpc, false);
        }
        before += 5;
        assertThat(paid()).as("question %s, answered %s", question, answered).isEqualTo(before);
        assertThat(begun()).isZero();
      }
    }
    assertThat(kills).isGreaterThan(10);
  }

  private boolean completes(JsonRpc over) {
    try {
      pay(over, false);
      return true;
    } catch (ChainException e) {
      return false;
    }
  }

  @Test
  void goesOnWhereTheFirstStartWasKilledBeforeSending() {
    Bytes32 first = unsent();
    assertThat(paid()).isZero();
    assertThat(pay(rpc, false).transaction()).isEqualTo(first);
    assertThat(report).anyMatch(line -> line.contains("was written down before"));
    assertThat(paid()).isEqualTo(5);
    pay(rpc, false);
    assertThat(paid()).as("a payment after that is another one").isEqualTo(10);
  }

  @Test
  void goesOnLookingThroughFailedLooksRefusalsAndLateReceipts() {
    AtomicInteger looks = new AtomicInteger();
    try (ChangedNode node =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, behind) ->
                switch (method) {
                  case "eth_sendRawTransaction" -> {
                    behind.get();
                    yield ChangedNode.error("tx already exists in cache");
                  }
                  case "eth_getTransactionReceipt" ->
                      switch (looks.incrementAndGet()) {
                        case 1, 2, 3 -> null;
                        case 4, 5, 6 -> ChangedNode.error("over quota");
                        case 40 -> behind.get();
                        default -> looks.get() < 40 ? ChangedNode.result("null") : behind.get();
                      };
                  default -> behind.get();
                })) {
      assertThat(pay(node.rpc(), false).succeeded()).isTrue();
    }
    assertThat(report)
        .anyMatch(line -> line.contains("already exists in cache; going on"))
        .anyMatch(line -> line.contains("over quota"))
        .anyMatch(line -> line.contains("its receipt is late"));
    assertThat(paid()).isEqualTo(5);
  }

  @Test
  void saysNotYetAndTellsTheReceiptAtTheNextStart() {
    anvil.call("evm_setAutomine", "[false]");
    assertThatThrownBy(() -> pay(rpc, false))
        .isInstanceOf(NotYetException.class)
        .hasMessageContaining("after 20 s: not yet; start the same again");
    assertThatThrownBy(() -> pay(rpc, false)).isInstanceOf(NotYetException.class);
    anvil.mine(1);
    pay(rpc, false);
    assertThat(paid()).isEqualTo(5);
    assertThat(rpc.nonce(signer.address())).isEqualTo(1);
  }

  @Test
  void sendsAnotherOneOnlyWhenToldToOnceItsNonceWasUsed() {
    unsent();
    Bytes32 other =
        new Wallet(rpc, signer, WAIT)
            .transact(signer.address(), BigInteger.ONE, new byte[0])
            .transaction();
    anvil.mine(5);
    for (int start = 0; start < 2; start++) {
      assertThatThrownBy(() -> pay(rpc, false))
          .isInstanceOf(UsedNonceException.class)
          .hasMessageContaining("nonce 0 was used by another transaction, %s in block 1", other)
          .hasMessageContaining("--again");
    }
    assertThat(paid()).isZero();
    pay(rpc, true);
    assertThat(paid()).isEqualTo(5);
    assertThat(rpc.nonce(signer.address())).isEqualTo(2);
  }

  /// As of a client that answers nothing about a transaction that it doesn't know.
  @Test
  void provesAUsedNonceThoughTheReceiptsQuestionHasNoAnswer() {
    unsent();
    new Wallet(rpc, signer, WAIT).transact(signer.address(), BigInteger.ONE, new byte[0]);
    try (ChangedNode node =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, behind) ->
                method.equals("eth_getTransactionReceipt") ? null : behind.get())) {
      assertThatThrownBy(() -> pay(node.rpc(), false)).isInstanceOf(UsedNonceException.class);
    }
  }

  @Test
  void signsAnotherOneWithTheSameNonceWhenToldToBeforeThat() {
    anvil.call("evm_setAutomine", "[false]");
    assertThatThrownBy(() -> pay(rpc, false)).isInstanceOf(NotYetException.class);
    assertThatThrownBy(() -> pay(rpc, true)).isInstanceOf(NotYetException.class);
    anvil.mine(1);
    pay(rpc, true);
    assertThat(paid()).isEqualTo(5);
    assertThat(rpc.nonce(signer.address())).isEqualTo(1);
  }

  @Test
  void waitsForANodeThatIsBehindWhatItHasSeen() {
    pay(rpc, false);
    String old = String.valueOf(rpc.blockNumber() - 1);
    AtomicInteger looks = new AtomicInteger();
    try (ChangedNode node =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, behind) ->
                switch (method) {
                  case "eth_getBlockByNumber" ->
                      looks.incrementAndGet() < 4 ? ChangedNode.result("null") : behind.get();
                  case "eth_blockNumber" ->
                      looks.get() < 4
                          ? ChangedNode.result("\"0x%s\"".formatted(old))
                          : behind.get();
                  // Of the pool's and the newest state it tells the old one.
                  case "eth_getTransactionCount" ->
                      request.toString().contains("pending")
                          ? ChangedNode.result("\"0x0\"")
                          : behind.get();
                  default -> behind.get();
                })) {
      pay(node.rpc(), false);
    }
    assertThat(report).anyMatch(line -> line.contains("is behind this account's last transaction"));
    assertThat(paid()).isEqualTo(10);
  }

  @Test
  void concludesNothingFromADamagedFile() throws IOException {
    unsent();
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file = files.filter(each -> each.toString().endsWith(".json")).findFirst().orElseThrow();
    }
    Files.writeString(
        file, Files.readString(file).replace("\"raw\" : \"0x02f8", "\"raw\" : \"0x02f9"));
    assertThatThrownBy(() -> pay(rpc, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("look on the chain what was sent before you delete it");
    assertThat(paid()).isZero();
  }

  @Test
  void takesAChainThatWasMadeAnewForAnotherOne() {
    pay(rpc, false);
    try (Anvil other = Anvil.start()) {
      JsonRpc anew = new JsonRpc(URI.create(other.rpcUrl()));
      other.mine(3);
      pay(anew, false);
      assertThat(anew.balance(PAID)).isEqualTo(FIVE);
    }
  }

  @Test
  void paysOnceWhenStartedTwiceAtOnce() throws Exception {
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> second = new ArrayList<>();
    try (ChangedNode slow =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, behind) -> {
              if (method.equals("eth_sendRawTransaction")) {
                sending.countDown();
                awaited(goOn);
              }
              return behind.get();
            })) {
      Thread first = Thread.ofVirtual().start(() -> pay(slow.rpc(), false));
      awaited(sending);
      FakeTime time =
          new FakeTime(
              () -> {
                goOn.countDown();
                join(first);
              });
      assertThatThrownBy(
              () ->
                  pay(Submissions.open(rpc, signer, folder, new Waiting(WAIT, time), second::add)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("was done by another start");
    }
    assertThat(second).anyMatch(line -> line.contains("another program sends"));
    assertThat(paid()).isEqualTo(5);
  }

  @Test
  void endsWithARevertAndWhatItCost() {
    // PUSH0 PUSH0 REVERT, as a deployment.
    byte[] reverts = {0x60, 0, 0x60, 0, (byte) 0xfd};
    Wallet wallet = new Wallet(rpc, signer, WAIT);
    try (Submissions submissions = open(rpc, folder)) {
      assertThatThrownBy(
              () ->
                  submissions.submit(
                      "reverts",
                      false,
                      () -> {
                        UnsignedTransaction sound =
                            wallet.prepare(PAID, BigInteger.ZERO, new byte[0]);
                        return new UnsignedTransaction(
                            sound.chainId(),
                            sound.nonce(),
                            100_000,
                            null,
                            BigInteger.ZERO,
                            reverts,
                            sound.fees());
                      }))
          .isInstanceOf(Wallet.RefusedException.class)
          .hasMessageContaining("was reverted in block 1, which cost 0.")
          .hasMessageEndingWith(" TICS");
    }
    assertThat(begun()).isZero();
  }

  // Who pays

  /// What is left of a start that was killed before it sent anything.
  private Bytes32 unsent() {
    anvil.call("evm_setAutomine", "[false]");
    try (ChangedNode node =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, behind) ->
                method.equals("eth_sendRawTransaction") ? null : behind.get())) {
      assertThatThrownBy(() -> pay(node.rpc(), false)).isInstanceOf(NotYetException.class);
    }
    anvil.call("evm_setAutomine", "[true]");
    assertThat(begun()).isEqualTo(1);
    String line =
        report.stream().filter(each -> each.startsWith("transaction 0x")).findFirst().get();
    return Bytes32.parse(line.split(" ")[1]);
  }

  private Receipt pay(JsonRpc over, boolean anew) {
    return pay(over, folder, anew);
  }

  private Receipt pay(JsonRpc over, Path into, boolean anew) {
    try (Submissions submissions = open(over, into)) {
      Receipt receipt =
          submissions
              .submit(
                  "pay",
                  anew,
                  () -> new Wallet(over, signer, WAIT).prepare(PAID, FIVE, new byte[0]))
              .receipt();
      submissions.end("pay");
      return receipt;
    }
  }

  private Receipt pay(Submissions opened) {
    try (Submissions submissions = opened) {
      return submissions
          .submit(
              "pay", false, () -> new Wallet(rpc, signer, WAIT).prepare(PAID, FIVE, new byte[0]))
          .receipt();
    }
  }

  private Submissions open(JsonRpc over, Path into) {
    return Submissions.open(over, signer, into, FakeTime.waiting(WAIT), report::add);
  }

  private long paid() {
    return rpc.balance(PAID).longValueExact();
  }

  /// How many operations are not over.
  private int begun() {
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.filter(file -> file.toString().endsWith(".json")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
