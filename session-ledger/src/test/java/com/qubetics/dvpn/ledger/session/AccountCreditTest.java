package com.qubetics.dvpn.ledger.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.ledger.session.AccountCredit.Exposure;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountCreditTest {
  private static final long MIB = 1 << 20;
  private static final long FIRST = 64 * MIB;

  @ParameterizedTest(name = "signed {0} MiB, remembered {1}: {2} KiB")
  @CsvSource({
    "0, 0, 32768",
    "0, 1, 16384",
    "0, 60, 2048",
    "0, 63, 512",
    "0, 64, 256",
    "0, 900000, 256",
    "1000000, 0, 32768",
    "128, 32, 32768"
  })
  void givesANewSessionHalfOfWhatThereIsAsAPowerOfTwo(long signed, long remembered, long share) {
    AccountCredit credit = new AccountCredit(FIRST, signed * MIB, remembered * MIB, List.of());
    assertThat(credit.shareAt(node(1))).contains(share << 10);
  }

  @ParameterizedTest(name = "{0} given, {1} stated, {2} counted: {3} MiB left unsigned")
  @CsvSource({
    "32, 10, 0, 10",
    "32, 900, 0, 32",
    "32, 40, 40, 0",
    "32, 40, 30, 0",
    "32, 80, 30, 40",
    "32, 5000, 30, 808",
    "32, 5000, 3000, 1000",
    "32, 9000, 3000, 1536",
    "4, 900, 30, 14",
  })
  void believesANodeWhatAnHonestOneCouldHaveLet(long given, long stated, long counted, long left) {
    Exposure exposure = new Exposure(node(1), false, given * MIB, stated * MIB, counted * MIB);
    assertThat(exposure.left()).isEqualTo(left * MIB);
  }

  @Test
  void refusesAtANodeThatHadItsWordLeftUnsignedAndNowhereElse() {
    AccountCredit credit = with(0, new Exposure(node(1), false, 32 * MIB, 32 * MIB, 0));

    assertThat(credit.shareAt(node(1))).isEmpty();
    assertThat(credit.shareAt(node(2))).contains(16 * MIB);
  }

  @Test
  void takesNothingOffForWhatARunningSessionHasNotSignedYetButItsShare() {
    AccountCredit credit = with(0, new Exposure(node(1), true, 32 * MIB, 900 * MIB, 0));

    assertThat(credit.shareAt(node(1))).contains(16 * MIB);
  }

  @Test
  void givesTheLeastToOneSessionOfANode() {
    Exposure running = new Exposure(node(1), true, 256 << 10, 0, 0);

    assertThat(with(64 * MIB, running).shareAt(node(1))).isEmpty();
    assertThat(with(64 * MIB, running).shareAt(node(2))).contains(256L << 10);
  }

  /// Whoever signs nothing, opens at random nodes, leaves at random what the nodes let him, and
  /// comes again: all that he gets is the first limit, and the least at each node once; and a node
  /// that he has not tried is always open.
  @Test
  void boundsWhatIsUnsignedInWhateverOrderSessionsComeAndGo() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<Exposure> sessions = new ArrayList<>();
      int nodes = 1 + random.nextInt(40);
      for (int step = 0; step < 200; step++) {
        AccountCredit credit = new AccountCredit(FIRST, 0, 0, sessions);
        NodeId node = node(random.nextInt(nodes));
        if (random.nextInt(3) > 0) {
          credit
              .shareAt(node)
              .ifPresent(share -> sessions.add(new Exposure(node, true, share, 0, 0)));
        } else if (!sessions.isEmpty()) {
          int which = random.nextInt(sessions.size());
          Exposure over = sessions.get(which);
          long takes = random.nextBoolean() ? over.credit() : random.nextLong(over.credit() + 1);
          if (over.alive()) {
            sessions.set(which, new Exposure(over.node(), false, over.credit(), takes, 0));
          }
        }
        assertThat(new AccountCredit(FIRST, 0, 0, sessions).shareAt(node(nodes)))
            .as("seed %s", seed)
            .isPresent();
      }
      long got =
          sessions.stream()
              .mapToLong(session -> session.alive() ? session.credit() : session.stated())
              .sum();
      // Once more the least for what is tolerated of it, and a last share at each node's limit.
      assertThat(got).as("seed %s", seed).isLessThanOrEqualTo(bound(nodes));
    }
  }

  private static long bound(int nodes) {
    return FIRST + AccountCredit.NODE_WORD + 2L * nodes * AccountCredit.LEAST_SHARE;
  }

  private static AccountCredit with(long remembered, Exposure... sessions) {
    return new AccountCredit(FIRST, 0, remembered, List.of(sessions));
  }

  private static NodeId node(int index) {
    return new NodeId(Address.parse("0x" + String.format(Locale.ROOT, "%040x", index)));
  }
}
